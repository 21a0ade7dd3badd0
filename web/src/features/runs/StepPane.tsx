import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { RunTreeNode, StepView } from "@/api/contract";
import { blobQuery } from "@/api/runs";
import { Id } from "@/ui/Copy";
import { between, compact, dollars, duration, oneLine, plural } from "@/ui/format";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { Payload, type Highlight } from "@/ui/Payload";
import { Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";
import { relationWords } from "@/features/runs/RunTree";
import { failed, payloadHint, stepLabel } from "@/features/runs/steps";

type Field = "input" | "output" | "args" | "result";
type Props = { step: StepView; run?: string; begun?: readonly RunTreeNode[]; highlight?: Highlight & { field: string }; back?: React.ReactNode };

export function StepPane({ step, run, begun, highlight, back }: Props) {
  const took = between(step.t0, step.t1);
  const call = step.toolCall;
  const mark = (field: Field) => (highlight?.field === field ? highlight : undefined);
  return (
    <section className="step-pane" id="step-pane" tabIndex={-1} aria-label={`Step ${step.seq}`}>
      <header className="step-head">
        {back}
        <h2>Step {step.seq} · {stepLabel(step)}</h2>
        {failed(step) && <Tag tone="bad">{call?.exitCode != null && call.exitCode !== 0 ? `exit code ${call.exitCode}` : "error"}</Tag>}
        {call?.exitCode === 0 && <Tag tone="ok">exit code 0</Tag>}
        {step.parent != null && <span className="muted">asked for by step {step.parent}</span>}
        {step.model && <span className="muted">{step.model}</span>}
        {step.t0 && <span className="muted"><Ago at={step.t0} /></span>}
        {took !== null && <span className="muted">{duration(took)}</span>}
        {step.tokens && (step.tokens.in != null || step.tokens.out != null) && (
          <span className="muted">{compact(step.tokens.in)} in, {compact(step.tokens.out)} out{step.tokens.cacheRead ? `, ${compact(step.tokens.cacheRead)} cached` : ""}</span>
        )}
        {step.cost != null && <span className="muted">{dollars(step.cost)}</span>}
        {run && step.seq > 0 && <Link to="/context/playground" search={{ run, seq: step.seq }} title="What the agent could see before this step, to compile under another budget or profile">window before it</Link>}
      </header>
      {begun && (
        <ul className="step-begun" aria-label="Runs that began here">
          {begun.map((node) => <li key={node.runId} className="row"><Tag tone="accent">{relationWords(node.relation ?? "subagent")}</Tag> <Link className="truncate" to="/runs/$id" params={{ id: node.runId }}>{oneLine(node.task, 160) || "No task given"}</Link> <span className="muted nowrap">{plural(node.stepCount, "step")}</span></li>)}
        </ul>
      )}
      {step.error && <p className="step-error" role="note">{step.error}</p>}
      {step.redactions.length > 0 && (
        <p className="row wrap">
          {step.redactions.map((r) => <Tag key={`${r.field}-${r.kind}`} tone="infra">{plural(r.count, `${r.kind}`, `${r.kind}s`)} taken out of {r.field}</Tag>)}
        </p>
      )}
      {call?.argsHash && <Blob key={`args-${call.argsHash}`} hash={call.argsHash} title={`${call.name} call`} step={step} field="args" highlight={mark("args")} />}
      {call?.resultHash && <Blob key={`result-${call.resultHash}`} hash={call.resultHash} title="Result" step={step} field="result" highlight={mark("result")} />}
      {step.outputHash && step.outputHash !== call?.resultHash && <Blob key={`out-${step.outputHash}`} hash={step.outputHash} title={step.kind === "llm" ? "Answer" : step.kind === "tool" ? "Output" : "Message"} step={step} field="output" highlight={mark("output")} />}
      {step.inputHash && step.inputHash !== call?.argsHash && <Later key={`in-${step.inputHash}`} hash={step.inputHash} step={step} highlight={mark("input")} />}
      {!call?.argsHash && !call?.resultHash && !step.outputHash && !step.inputHash && <p className="muted">This step carries no payload.</p>}
      <dl className="facts step-hashes">
        <dt>Content hash</dt>
        <dd><Id id={step.contentHash} what="content hash" /></dd>
        {step.chainHash && (<><dt>Chain hash</dt><dd><Id id={step.chainHash} what="chain hash" /></dd></>)}
        {call && (<><dt>Call</dt><dd className="mono">{call.callId}</dd></>)}
      </dl>
    </section>
  );
}

function Blob({ hash, title, step, field, highlight }: { hash: string; title: string; step: StepView; field: Field; highlight?: Highlight }) {
  const blob = useQuery(blobQuery(hash));
  if (blob.error) return <ProblemNotice error={blob.error} doing={`${title} could not be read`} retry={() => void blob.refetch()} />;
  if (!blob.data) return <Skeleton lines={5} />;
  return <Payload title={title} text={blob.data.text} mediaType={blob.data.mediaType} hint={payloadHint(step, field)} highlight={highlight} />;
}

/** What went into a model call is the whole window, often large and mostly seen before: it is fetched when asked for. */
function Later({ hash, step, highlight }: { hash: string; step: StepView; highlight?: Highlight }) {
  const [open, setOpen] = useState(highlight !== undefined);
  if (open) return <Blob hash={hash} title="Input" step={step} field="input" highlight={highlight} />;
  return <button type="button" className="button small step-later" onClick={() => setOpen(true)}>Show what went in</button>;
}
