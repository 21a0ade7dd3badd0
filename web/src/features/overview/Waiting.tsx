import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, Clock3, MailX, ShieldAlert, TriangleAlert, type LucideIcon } from "lucide-react";
import { deadLettersQuery, jobsQuery, services } from "@/api/jobs";
import { waitingQuery } from "@/api/memories";
import { Skeleton } from "@/ui/Notice";
import { JobLine } from "@/features/overview/JobLine";
import "@/features/overview/overview.css";

/** What needs a person, and what is under way; nothing else, so that an empty list means there is nothing to do. */
export function Waiting() {
  const pending = useQuery(waitingQuery("pending"));
  const quarantined = useQuery(waitingQuery("quarantined"));
  const jobs = useQueries({ queries: services.map(jobsQuery) });
  const letters = useQueries({ queries: services.map(deadLettersQuery) });
  const all = jobs.flatMap((answer) => answer.data?.items ?? []);
  const dayAgo = Math.max(...jobs.map((answer) => answer.dataUpdatedAt), 0) - 86_400_000;
  const failed = all.filter((job) => (job.status === "failed" || job.status === "done_with_errors") && Date.parse(job.finishedAt ?? job.createdAt) > dayAgo);
  const running = all.filter((job) => job.status === "running" || job.status === "queued");
  const dead = letters.reduce((sum, answer) => sum + (answer.data?.items.length ?? 0), 0);
  const more = (data: { items: unknown[]; nextCursor?: string | null } | undefined) => `${data?.items.length ?? 0}${data?.nextCursor ? "+" : ""}`;
  const loading = pending.isPending || quarantined.isPending || jobs.some((answer) => answer.isPending);
  const rows = [
    pending.data?.items.length ? <Line key="p" icon={Clock3} tone="wait" n={more(pending.data)} what={pending.data.items.length === 1 ? "candidate waits for a decision" : "candidates wait for a decision"} to="/memories" /> : null,
    quarantined.data?.items.length ? <Line key="q" icon={ShieldAlert} tone="infra" n={more(quarantined.data)} what={quarantined.data.items.length === 1 ? "candidate in quarantine" : "candidates in quarantine"} to="/memories" search={{ tab: "quarantined" }} /> : null,
    failed.length ? <Line key="f" icon={TriangleAlert} tone="bad" n={String(failed.length)} what={failed.length === 1 ? "job ended with errors in the last day" : "jobs ended with errors in the last day"} to="/jobs" /> : null,
    dead ? <Line key="d" icon={MailX} tone="bad" n={String(dead)} what={dead === 1 ? "message failed for good" : "messages failed for good"} to="/jobs" search={{ tab: "dead-letters" }} /> : null,
  ].filter((row) => row !== null);
  return (
    <section className="card" aria-labelledby="waiting-title">
      <header><h2 id="waiting-title">Waits for you</h2></header>
      {loading && rows.length === 0 ? <div className="body"><Skeleton lines={2} /></div> : (
        <ul className="waiting">
          {rows.length > 0 ? rows : <li className="muted waiting-none">Nothing waits for a decision.</li>}
          {running.map((job) => <li key={`${job.service}:${job.id}`}><JobLine job={job} /></li>)}
        </ul>
      )}
    </section>
  );
}

function Line({ icon: Icon, tone, n, what, to, search }: { icon: LucideIcon; tone: string; n: string; what: string; to: "/memories" | "/jobs"; search?: { tab: string } }) {
  return (
    <li>
      <Link to={to} search={search as never} className="waiting-line">
        <span data-tone={tone}><Icon className="icon" aria-hidden /></span>
        <strong>{n}</strong> <span className="grow">{what}</span>
        <ArrowRight className="icon small" aria-hidden />
      </Link>
    </li>
  );
}
