import { Ban, CheckCircle2, CircleDashed, CircleDot, CircleHelp, CloudOff, Clock3, GitMerge, Pin, ShieldAlert, XCircle, type LucideIcon } from "lucide-react";
import { sentence } from "@/ui/format";
import "@/ui/status.css";

export type Tone = "ok" | "bad" | "wait" | "infra" | "quiet" | "accent";

/** Every state word of the platform with its colour and its own icon, so that none is told by colour alone. */
const looks: Record<string, { tone: Tone; icon: LucideIcon; word?: string; title?: string }> = {
  succeeded: { tone: "ok", icon: CheckCircle2 },
  failed: { tone: "bad", icon: XCircle },
  aborted: { tone: "quiet", icon: Ban },
  infra_error: { tone: "infra", icon: CloudOff, word: "Infra error", title: "Infrastructure error: the machine, the network or the provider failed, not the agent" },
  unknown: { tone: "quiet", icon: CircleHelp },
  open: { tone: "accent", icon: CircleDot, word: "Recording" },
  complete: { tone: "ok", icon: CheckCircle2 },
  pending: { tone: "wait", icon: Clock3 },
  accepted: { tone: "ok", icon: CheckCircle2 },
  active: { tone: "ok", icon: CheckCircle2 },
  pinned: { tone: "accent", icon: Pin },
  rejected: { tone: "quiet", icon: XCircle },
  merged: { tone: "quiet", icon: GitMerge },
  quarantined: { tone: "infra", icon: ShieldAlert },
  expired: { tone: "quiet", icon: Clock3 },
  superseded: { tone: "quiet", icon: GitMerge },
  queued: { tone: "wait", icon: CircleDashed },
  running: { tone: "accent", icon: CircleDot },
  done: { tone: "ok", icon: CheckCircle2 },
  done_with_errors: { tone: "wait", icon: ShieldAlert },
  cancelled: { tone: "quiet", icon: Ban },
  included: { tone: "ok", icon: CheckCircle2 },
};

export function Status({ value, word, pill = false }: { value: string; word?: string; pill?: boolean }) {
  const look: (typeof looks)[string] = looks[value] ?? { tone: "quiet", icon: CircleHelp };
  const Icon = look.icon;
  return (
    <span className={pill ? "status pill" : "status"} data-tone={look.tone} title={look.title}>
      <Icon className="icon small" aria-hidden />
      {word ?? look.word ?? sentence(value)}
    </span>
  );
}

export function Tag({ children, tone = "quiet", title }: { children: React.ReactNode; tone?: Tone; title?: string }) {
  return (
    <span className="tag" data-tone={tone} title={title}>
      {children}
    </span>
  );
}
