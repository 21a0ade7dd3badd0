import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeftRight } from "lucide-react";
import { useMemo } from "react";
import type { ComparedStep, RunView, StepView } from "@/api/contract";
import { blobQuery, compareQuery } from "@/api/runs";
import { Diff } from "@/ui/Diff";
import { count, oneLine, plural } from "@/ui/format";
import { useKeys } from "@/ui/keyboard";
import { EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import { Payload, PatchView } from "@/ui/Payload";
import { betweenTexts } from "@/ui/payload";
import { Ago } from "@/ui/time";
import { markOf, measures, noteOf, payloadsOf, rowId, summaryWords, type Payloads } from "@/features/runs/compare";
import { RunOutcome } from "@/features/runs/RunsTable";
import { essence, failed, stepLabel } from "@/features/runs/steps";
import "@/features/runs/compare.css";

type Props = { left: string; right: string; changes: boolean; onChanges: (only: boolean) => void; onSwap: () => void; onPick: (side: "left" | "right") => void };

/** Two runs side by side: first what it comes to, then the steps. */
export function Comparison({ left, right, changes, onChanges, onSwap, onPick }: Props) {
  const query = useInfiniteQuery({ ...compareQuery(left, right, changes), placeholderData: keepPreviousData });
  const pages = query.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.rows), [pages]);
  useKeys((key) => {
    if (key !== "j" && key !== "k") return false;
    const lines = [...document.querySelectorAll<HTMLElement>("[data-diff-row]")];
    const at = lines.findIndex((line) => line === document.activeElement);
    const next = lines[at < 0 ? 0 : at + (key === "j" ? 1 : -1)];
    next?.focus();
    return next !== undefined;
  });
  if (query.error && !pages) return <ProblemNotice error={query.error} doing="The runs could not be compared" retry={() => void query.refetch()} />;
  const head = pages?.[0];
  if (!head) return <Skeleton lines={12} height={20} />;
  return (
    <div className="stack">
      <p className="compare-sum" role="status">{summaryWords(head.summary)}</p>
      <div className="compare-heads">
        <RunHead side="left" run={head.left} onPick={onPick} />
        <button type="button" className="button small icon-only" aria-label="Swap left and right" title="Swap left and right" onClick={onSwap}><ArrowLeftRight className="icon small" aria-hidden /></button>
        <RunHead side="right" run={head.right} onPick={onPick} />
      </div>
      <Measures left={head.left} right={head.right} />
      <div className="row wrap spread">
        <label className="row"><input type="checkbox" role="switch" checked={changes} onChange={(event) => onChanges(event.target.checked)} /> Only changes</label>
        <span className="muted">{plural(head.total, "row")}{rows.length < head.total ? `, ${count(rows.length)} shown` : ""} <span className="compare-keys" aria-hidden><kbd>j</kbd> <kbd>k</kbd> move <kbd>Enter</kbd> open</span></span>
      </div>
      {head.total === 0 ? <EmptyState title={changes ? "Nothing differs between these runs." : "Neither run has steps yet."} /> : <Rows rows={rows} left={head.left} right={head.right} />}
      {query.isFetchNextPageError && <ProblemNotice error={query.error} doing="More rows could not be read" />}
      {query.hasNextPage && (
        <button type="button" className="button compare-more" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {query.isFetchingNextPage ? "Loading…" : `Load more (${count(head.total - rows.length)} left)`}
        </button>
      )}
    </div>
  );
}

function RunHead({ side, run, onPick }: { side: "left" | "right"; run: RunView; onPick: Props["onPick"] }) {
  return (
    <section className="card compare-head" aria-label={`The ${side} run`}>
      <div className="row spread">
        <RunOutcome run={run} pill />
        <button type="button" className="button small quiet" onClick={() => onPick(side)}>Pick another</button>
      </div>
      <Link className="main-cell clamp-2" to="/runs/$id" params={{ id: run.id }}>{oneLine(run.task, 160)}</Link>
      <p className="muted">{run.agent.name}{run.model ? ` with ${run.model}` : ""}, <Ago at={run.startedAt ?? run.createdAt} /></p>
    </section>
  );
}

function Measures({ left, right }: { left: RunView; right: RunView }) {
  const all = measures(left, right);
  return (
    // Seven figures may not fit a phone, so the keyboard must reach what lies beside it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="compare-measures-scroll" tabIndex={0} role="region" aria-label="What both runs came to">
      <table className="compare-measures">
        <thead><tr><td />{all.map((measure) => <th key={measure.name} scope="col">{measure.name}</th>)}</tr></thead>
        <tbody>
          <tr><th scope="row">Left</th>{all.map((measure) => <td key={measure.name}>{measure.left}</td>)}</tr>
          <tr><th scope="row">Right</th>{all.map((measure) => <td key={measure.name}>{measure.right}</td>)}</tr>
          <tr><th scope="row">Difference</th>{all.map((measure) => <td key={measure.name} data-tone={measure.tone}>{measure.delta}</td>)}</tr>
        </tbody>
      </table>
    </div>
  );
}

function Rows({ rows, left, right }: { rows: ComparedStep[]; left: RunView; right: RunView }) {
  const byId = useMemo(() => new Map(rows.map((row) => [rowId(row), row])), [rows]);
  return (
    <Diff
      label="Steps side by side"
      leftTitle={`Left: ${left.agent.name}`}
      rightTitle={`Right: ${right.agent.name}`}
      rows={rows.map((row) => ({ id: rowId(row), ...markOf[row.as], note: noteOf(row), left: row.left ? <StepLine step={row.left} /> : null, right: row.right ? <StepLine step={row.right} /> : null }))}
      detail={(id) => <Detail row={byId.get(id)!} left={left.id} right={right.id} />}
    />
  );
}

function StepLine({ step }: { step: StepView }) {
  return (
    <>
      <span className="compare-seq">{step.seq}</span>
      <span className="compare-label">{stepLabel(step)}</span>
      <span className="truncate grow soft">{essence(step)}</span>
      {failed(step) && <span className="compare-error">error</span>}
    </>
  );
}

/** The payloads of a pair, as a difference where both sides have one. */
function Detail({ row, left, right }: { row: ComparedStep; left: string; right: string }) {
  return (
    <>
      <p className="row wrap muted">
        {row.left && <Link to="/runs/$id" params={{ id: left }} search={{ step: row.left.seq }}>Open step {row.left.seq} on the left</Link>}
        {row.right && <Link to="/runs/$id" params={{ id: right }} search={{ step: row.right.seq }}>Open step {row.right.seq} on the right</Link>}
      </p>
      {payloadsOf(row.left, row.right).map((payload) => <PayloadPair key={payload.title} {...payload} />)}
    </>
  );
}

function PayloadPair({ title, left, right }: Payloads) {
  const one = useQuery({ ...blobQuery(left ?? ""), enabled: left !== null });
  const other = useQuery({ ...blobQuery(right ?? ""), enabled: right !== null && right !== left });
  const error = one.error ?? other.error;
  if (error) return <ProblemNotice error={error} doing={`${title} could not be read`} />;
  if ((left !== null && !one.data) || (right !== null && right !== left && !other.data)) return <Skeleton lines={3} />;
  const [a, b] = [one.data, right === left ? one.data : other.data];
  const patch = a && b && left !== right ? betweenTexts(a.text, b.text) : null;
  if (a && b && left !== right && patch === null) {
    return [{ side: "left", ...a }, { side: "right", ...b }].map((each) => <Payload key={each.side} title={`${title}, ${each.side}`} text={each.text} mediaType={each.mediaType} hint="command" />);
  }
  if (patch !== null) {
    return (
      <section className="payload" aria-label={title}>
        <header><h3>{title}</h3><span className="muted payload-size">left to right</span></header>
        <PatchView patch={patch} />
      </section>
    );
  }
  const only = a ?? b;
  return only ? <Payload title={left === right ? `${title}, the same on both sides` : title} text={only.text} mediaType={only.mediaType} hint={title === "Answer" ? "message" : "command"} /> : null;
}
