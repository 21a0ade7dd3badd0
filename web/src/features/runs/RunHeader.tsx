import { Link } from "@tanstack/react-router";
import { ArrowLeftRight } from "lucide-react";
import { useState } from "react";
import type { RunView } from "@/api/contract";
import { Id } from "@/ui/Copy";
import { between, compact, count, dollars, duration, oneLine, plural } from "@/ui/format";
import { ProblemNotice } from "@/ui/Notice";
import { Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";
import { BundleDownload, useBundle } from "@/features/runs/BundleDownload";
import { Proof } from "@/features/runs/Proof";
import { RunFacts } from "@/features/runs/RunFacts";
import { relationWords } from "@/features/runs/RunTree";
import { RunOutcome, runTokens } from "@/features/runs/RunsTable";
import "@/features/runs/run.css";

export function RunHeader({ run, onStep }: { run: RunView; onStep: (seq: number) => void }) {
  const [open, setOpen] = useState(false);
  const title = oneLine(run.task, 180) || "Run without a task";
  const tokens = runTokens(run);
  const bundle = useBundle(run.id);
  return (
    <header className="run-head">
      <div className="row wrap">
        <RunOutcome run={run} pill />
        <Proof run={run} onStep={onStep} />
        {run.parent && <ParentLink run={run} />}
        <Id id={run.id} what="run id" />
        <Link className="button small quiet" to="/runs/compare" search={{ left: run.id }}><ArrowLeftRight className="icon small" aria-hidden /> Compare with…</Link>
        {run.state === "complete" && <BundleDownload run={run} bundle={bundle} />}
      </div>
      {bundle.error && <ProblemNotice error={bundle.error} doing="The bundle could not be made" retry={() => bundle.mutate(bundle.variables)} />}
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
        {run.redactionCount > 0 && <Link to="/runs/$id" params={{ id: run.id }} search={{ tab: "redactions" }}><Tag tone="infra" title="Secrets taken out before storage">{count(run.redactionCount)} redacted</Tag></Link>}
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

function ParentLink({ run }: { run: RunView }) {
  const parent = run.parent!;
  const words = `${relationWords(parent.relation)} of another run${parent.seq != null ? `, from its step ${parent.seq}` : ""}`;
  if (parent.runId == null) return <Tag title="Its parent is not recorded here">{relationWords(parent.relation)} of a run that is not recorded</Tag>;
  return <Link to="/runs/$id" params={{ id: parent.runId }} search={{ step: parent.seq ?? undefined }}>{words}</Link>;
}
