import { useQuery } from "@tanstack/react-query";
import { CheckCircle2, CircleDashed, ShieldAlert, ShieldCheck, ShieldQuestion, ShieldX, XCircle } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { RunView, VerifyResult } from "@/api/contract";
import { verifyQuery } from "@/api/runs";
import { Command, Id } from "@/ui/Copy";
import { count } from "@/ui/format";
import { Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";
import { verdictOf, type PartLine } from "@/features/runs/proof";

/** Longer runs are recomputed only when asked: hashing every payload again would be in the way of reading them. */
const atOnce = 5000;

const shields = { ok: ShieldCheck, wait: ShieldAlert, bad: ShieldX };

/** Recomputes what a run rests on and says in words whether it holds, and which part does not. */
export function Proof({ run, onStep }: { run: RunView; onStep: (seq: number) => void }) {
  const [asked, setAsked] = useState(false);
  const wanted = asked || run.stepCount <= atOnce;
  const verify = useQuery({ ...verifyQuery(run.id), enabled: run.state === "complete" && wanted });
  if (run.state === "open") return <Tag title="A run is sealed and signed when it is complete">not sealed yet</Tag>;
  if (!wanted && !verify.data) return <button type="button" className="button small" title={`Sealed; recomputes all ${count(run.stepCount)} steps and their payloads`} onClick={() => setAsked(true)}><ShieldQuestion className="icon small" aria-hidden /> Verify</button>;
  if (verify.isPending) return <Tag>verifying…</Tag>;
  if (verify.error) return <Tag tone="wait" title={verify.error.message}>could not be verified</Tag>;
  const verdict = verdictOf(verify.data);
  const Shield = shields[verdict.tone];
  const { step } = verdict;
  return (
    <span className="row" role={verdict.tone === "ok" ? undefined : "alert"}>
      <DialogTrigger>
        <Button className="proof-button status pill" data-tone={verdict.tone}>
          <Shield className="icon small" aria-hidden />
          {verdict.badge}
        </Button>
        <Popover className="popover proof-popover" placement="bottom start">
          <Dialog className="proof" aria-label="What this run rests on">
            <p className="proof-say">{verdict.say}</p>
            <ul className="proof-parts" aria-label="Parts of the proof">{verdict.parts.map((line) => <Part key={line.part} line={line} />)}</ul>
            <SealFacts run={run} result={verify.data} />
            <p className="muted">Check it yourself:</p>
            <Command text={`./dev ctx runs verify ${run.id}`} />
          </Dialog>
        </Popover>
      </DialogTrigger>
      {step !== undefined && <button type="button" className="button small" onClick={() => onStep(step)}>Show step {step}</button>}
    </span>
  );
}

const marks = {
  ok: { icon: CheckCircle2, tone: "ok", word: "holds" },
  broken: { icon: XCircle, tone: "bad", word: "at fault" },
  absent: { icon: CircleDashed, tone: "quiet", word: "not there yet" },
  unchecked: { icon: CircleDashed, tone: "quiet", word: "not checked" },
} as const;

function Part({ line }: { line: PartLine }) {
  const { icon: Icon, tone, word } = marks[line.state];
  const broken = line.state === "broken";
  return (
    <li data-broken={broken || undefined}>
      <span data-tone={tone}><Icon className="icon small" aria-hidden /></span>
      <p><strong>{line.name}</strong> <span className={broken ? undefined : "visually-hidden"} data-tone={broken ? tone : undefined}>{word}: </span><span className={broken ? undefined : "soft"}>{line.say}</span></p>
    </li>
  );
}

function SealFacts({ run, result }: { run: RunView; result: VerifyResult }) {
  const { seal, head } = result;
  return (
    <dl className="facts">
      <dt>Sealed</dt>
      <dd>{seal ? <><Ago at={seal.signedAt ?? run.completedAt} />{seal.signedAt == null && <span className="muted"> as the run says; the signature does not vouch for it</span>}{seal.revision > 1 ? `, revision ${count(seal.revision)}` : ""}</> : "There is no seal."}</dd>
      {seal?.kid && (<><dt>Signing key</dt><dd><Id id={seal.kid} what="id of the signing key" /></dd></>)}
      {seal && (<><dt>Merkle root</dt><dd><Id id={seal.merkleRoot} what="Merkle root" /></dd></>)}
      {head && (<><dt>Chain head</dt><dd><Id id={head} what="chain head" /></dd></>)}
    </dl>
  );
}
