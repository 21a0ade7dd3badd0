import type { RunView } from "@/api/contract";
import { Id } from "@/ui/Copy";
import { between, compact, count, dollars, duration, none } from "@/ui/format";
import { Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";
import { sourceWords } from "@/features/runs/steps";

export function RunFacts({ run }: { run: RunView }) {
  return (
    <dl className="facts">
      <dt>Run</dt>
      <dd><Id id={run.id} what="run id" /></dd>
      <dt>Agent</dt>
      <dd>{run.agent.name}{run.agent.version ? ` ${run.agent.version}` : ""}</dd>
      <dt>Model</dt>
      <dd>{run.model ?? none}</dd>
      <dt>Repository</dt>
      <dd>{run.repo ?? none}</dd>
      {run.project && (<><dt>Project</dt><dd>{run.project}</dd></>)}
      {run.user && (<><dt>User</dt><dd>{run.user}</dd></>)}
      {run.taskType && (<><dt>Task type</dt><dd>{run.taskType}</dd></>)}
      <dt>Started</dt>
      <dd><Ago at={run.startedAt ?? run.createdAt} /></dd>
      <dt>Duration</dt>
      <dd>{duration(between(run.startedAt, run.endedAt))}</dd>
      <dt>Steps</dt>
      <dd>{count(run.stepCount)}, of which {count(run.toolCallCount)} tool calls, {count(run.errorCount)} with an error</dd>
      <dt>Tokens</dt>
      <dd><TokenWords run={run} /></dd>
      <dt>Cost</dt>
      <dd>{dollars(run.cost)}</dd>
      <dt>Source</dt>
      <dd>{run.source ? sourceWords(run.source) : "recorded live through the API"}</dd>
      {run.redactionCount > 0 && (<><dt>Redactions</dt><dd>{count(run.redactionCount)} secrets taken out before storage</dd></>)}
      {run.outcome.reward != null && (<><dt>Reward</dt><dd>{run.outcome.reward}</dd></>)}
      {run.outcome.checks != null && run.outcome.checks.length > 0 && (
        <>
          <dt>Checks</dt>
          <dd className="row wrap">{run.outcome.checks.map((check) => <Tag key={check.name} tone={check.passed ? "ok" : "bad"} title={check.detail ?? undefined}>{check.passed ? "passed" : "failed"}: {check.name}</Tag>)}</dd>
        </>
      )}
    </dl>
  );
}

export function TokenWords({ run }: { run: RunView }) {
  const t = run.tokens;
  if (t.in == null && t.out == null) return <>{none}</>;
  return (
    <>
      {compact(t.in)} in, {compact(t.out)} out
      {t.cacheRead ? <span className="muted">, {compact(t.cacheRead)} from cache</span> : null}
    </>
  );
}
