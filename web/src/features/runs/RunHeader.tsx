import { useQuery } from "@tanstack/react-query";
import { ShieldCheck, ShieldX } from "lucide-react";
import { useState } from "react";
import type { RunView } from "@/api/contract";
import { verifyQuery } from "@/api/runs";
import { Id } from "@/ui/Copy";
import { between, compact, count, dollars, duration, oneLine, plural } from "@/ui/format";
import { Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";
import { RunFacts } from "@/features/runs/RunFacts";
import { RunOutcome, runTokens } from "@/features/runs/RunsTable";
import "@/features/runs/run.css";

export function RunHeader({ run, onStep }: { run: RunView; onStep: (seq: number) => void }) {
  const [open, setOpen] = useState(false);
  const title = oneLine(run.task, 180) || "Run without a task";
  const tokens = runTokens(run);
  return (
    <header className="run-head">
      <div className="row wrap">
        <RunOutcome run={run} pill />
        <Verified run={run} onStep={onStep} />
        <Id id={run.id} what="run id" />
      </div>
      <h1>{title}</h1>
      <div className="run-line">
        <span>{run.agent.name}{run.model ? <span className="soft"> with {run.model}</span> : null}</span>
        {run.repo && <span className="soft">{run.repo}</span>}
        <span className="soft"><Ago at={run.startedAt ?? run.createdAt} /></span>
        {between(run.startedAt, run.endedAt) !== null && <span className="soft">took {duration(between(run.startedAt, run.endedAt))}</span>}
        <span className="soft">{plural(run.stepCount, "step")}</span>
        {run.errorCount > 0 && <span data-tone="bad">{plural(run.errorCount, "error")}</span>}
        {tokens !== null && <span className="soft">{compact(tokens)} tokens</span>}
        {run.cost != null && <span className="soft">{dollars(run.cost)}</span>}
        {run.redactionCount > 0 && <Tag tone="infra" title="Secrets taken out before storage">{count(run.redactionCount)} redacted</Tag>}
        <button type="button" className="button small quiet" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? "Less" : "All facts"}</button>
      </div>
      {open && (
        <div className="card"><div className="body stack">
          <RunFacts run={run} />
          {run.task.length > 180 && <details><summary>Whole task</summary><p className="run-task">{run.task}</p></details>}
        </div></div>
      )}
    </header>
  );
}

/** Recomputes the hash chain of the run and says whether it still closes; names the first step that does not. */
function Verified({ run, onStep }: { run: RunView; onStep: (seq: number) => void }) {
  const verify = useQuery({ ...verifyQuery(run.id), enabled: run.state === "complete" });
  if (run.state === "open") return <Tag title="The hash chain is sealed when the run is complete">not sealed yet</Tag>;
  if (verify.isPending) return <Tag>checking the chain…</Tag>;
  if (verify.error) return <Tag tone="wait" title={verify.error.message}>chain could not be checked</Tag>;
  const broken = verify.data.firstBroken;
  if (verify.data.ok) {
    return (
      <span className="status pill" data-tone="ok" title={`All ${verify.data.steps} steps recomputed; head ${verify.data.head ?? ""}`}>
        <ShieldCheck className="icon small" aria-hidden /> Chain verified
      </span>
    );
  }
  return (
    <span className="row" role="alert">
      <span className="status pill" data-tone="bad"><ShieldX className="icon small" aria-hidden /> Chain broken{broken ? ` at step ${broken.seq}: ${broken.reason}` : ""}</span>
      {broken && <button type="button" className="button small" onClick={() => onStep(broken.seq)}>Show step {broken.seq}</button>}
    </span>
  );
}
