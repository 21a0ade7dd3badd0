import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { AlertCircle, ArrowLeft } from "lucide-react";
import { useMemo } from "react";
import type { RunView, StepKind } from "@/api/contract";
import { runTreeQuery } from "@/api/runs";
import { outlineQuery, pageSize, stepQuery, type StepFilter } from "@/api/steps";
import { Facet, SearchBox } from "@/ui/FilterBar";
import { count, plural, sentence } from "@/ui/format";
import { useNarrow } from "@/ui/media";
import { EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import { Timeline, type TimelineRow } from "@/ui/Timeline";
import { RunMap } from "@/features/runs/RunMap";
import { StepPane } from "@/features/runs/StepPane";
import { timelineRows } from "@/features/runs/steps";
import { begunAt } from "@/features/runs/tree";
import { useStepWindow } from "@/features/runs/useStepWindow";
import { nextError, outlineOf } from "@/features/runs/window";

export type StepSearch = { step?: number; kind?: StepKind; errors?: true; q?: string; field?: string; start?: number; end?: number };

/** A map of the run is worth its line once the list is longer than a few screens. */
const mapFrom = 100;

export function RunTimeline({ run, search, onSearch }: { run: RunView; search: StepSearch; onSearch: (change: Partial<StepSearch>) => void }) {
  const runId = run.id;
  const { kind, errors, q } = search;
  const filtered = kind !== undefined || errors !== undefined || q !== undefined;
  const filter = useMemo<StepFilter>(() => ({ kind, errors, q }), [kind, errors, q]);
  const client = useQueryClient();
  const narrow = useNarrow();
  const outline = useQuery({ ...outlineQuery(runId, filter), placeholderData: keepPreviousData });
  // While another filter is being worked out, its pages are not known yet.
  const early = useMemo(() => (filtered || run.state !== "complete" ? undefined : outlineOf(run, pageSize)), [filtered, run]);
  const known = (outline.isPlaceholderData ? undefined : outline.data) ?? early;
  const chosen = search.step ?? (narrow ? undefined : known?.pages[0]);
  const list = useStepWindow(runId, filter, known, chosen);
  const tree = useQuery({ ...runTreeQuery(runId), enabled: run.childCount > 0 });
  const begun = useMemo(() => begunAt(tree.data?.nodes, runId), [tree.data, runId]);
  const rows = useMemo(() => {
    const made = new Map<number, TimelineRow>();
    const held = [...list.byPage].flatMap(([page, steps]) => (steps ?? []).map((step, i) => ({ step, index: page * (known?.pageSize ?? 1) + i })));
    timelineRows(held.map((each) => each.step), { startedAt: known?.startedAt, endedAt: known?.endedAt }, begun).forEach((row, i) => made.set(held[i]!.index, filter.kind || filter.errors || filter.q ? { ...row, depth: 0 } : row));
    return made;
  }, [list.byPage, known, filter, begun]);
  const inList = list.place >= 0 ? list.stepAt(list.place) : undefined;
  // A link may name a step that the filter leaves out, or whose page is not read yet.
  const alone = useQuery({ ...stepQuery(runId, chosen ?? 0), enabled: search.step !== undefined && inList === undefined });
  const step = inList ?? (alone.data?.seq === chosen ? alone.data : undefined);

  if (outline.error && !outline.data) return <ProblemNotice error={outline.error} doing="The steps could not be read" retry={() => void outline.refetch()} />;
  const shown = known ?? outline.data;
  if (!shown) return <Skeleton lines={14} height={20} />;
  if (known?.count === 0 && !filtered) return <EmptyState title="This run has no steps yet.">They appear here as the agent sends them.</EmptyState>;

  const select = (seq: number | undefined) => onSearch({ step: seq, field: undefined, start: undefined, end: undefined });
  const go = async (index: number) => {
    const found = await list.readAt(index);
    if (found) select(found.seq);
  };
  const goToError = (back: boolean) => {
    const go = (failures: readonly number[]) => {
      const next = nextError(failures, chosen, back);
      if (next !== undefined) select(next);
      return next !== undefined;
    };
    if (outline.data && !outline.isPlaceholderData) return go(outline.data.errors);
    void client.fetchQuery(outlineQuery(runId, filter)).then((told) => go(told.errors), () => undefined);
    return true;
  };
  const highlight = search.field && search.start !== undefined && search.end !== undefined ? { field: search.field, start: search.start, end: search.end } : undefined;
  const pane = step ? (
    <StepPane
      step={step}
      run={runId}
      begun={begun.get(step.seq)}
      highlight={highlight}
      back={narrow ? <button type="button" className="button small" onClick={() => select(undefined)}><ArrowLeft className="icon small" aria-hidden /> Steps</button> : undefined}
    />
  ) : alone.error ? (
    <ProblemNotice error={alone.error} doing={`Step ${chosen} could not be read`} retry={() => void alone.refetch()} />
  ) : chosen !== undefined && alone.data !== null ? (
    <Skeleton lines={8} />
  ) : (
    <p className="muted step-none">{search.step === undefined ? "Pick a step to read it." : `This run has no step ${search.step}.`}</p>
  );
  if (narrow && search.step !== undefined) return pane;
  const clear = { kind: undefined, errors: undefined, q: undefined };
  return (
    <div className="run-split">
      <div className="run-steps">
        <div className="run-bar">
          <SearchBox label="Find in steps" value={q} onChange={(words) => onSearch({ q: words })} />
          <Facet label="Kind" value={kind} options={Object.keys(shown.kinds)} onChange={(value) => onSearch({ kind: value as StepKind | undefined })} word={(value) => (value === "llm" ? "Model" : sentence(value))} />
          <button type="button" className="button small" aria-pressed={errors === true} onClick={() => onSearch({ errors: errors ? undefined : true })}>Errors only</button>
          {known !== undefined && known.errorCount > 0 && (
            <button type="button" className="button small" title="First error (e goes to the next)" onClick={() => select(known.errors[0])}>
              <AlertCircle className="icon small" aria-hidden /> First error
            </button>
          )}
          <span className="muted run-bar-count" role="status">{known ? <>{plural(known.count, "step")}{known.errorCount ? `, ${plural(known.errorCount, "error")}` : ""}</> : "Searching…"}</span>
          <span className="run-keys muted" aria-hidden><kbd>j</kbd> <kbd>k</kbd> move <kbd>e</kbd> next error</span>
        </div>
        {known && known.count > mapFrom && <RunMap outline={known} chosen={chosen} onPick={select} />}
        {list.error && <ProblemNotice error={list.error} doing="Some steps could not be read" retry={list.retry} />}
        {known?.count === 0 ? (
          <EmptyState title="No step matches this filter.">
            <button type="button" className="button small" onClick={() => onSearch(clear)}>Show all steps</button>
          </EmptyState>
        ) : (
          <Timeline
            key={JSON.stringify(filter)}
            count={known?.count ?? 0}
            rowAt={(index) => rows.get(index)}
            at={list.place}
            onGo={(index) => void go(index)}
            onError={goToError}
            onEnter={() => document.getElementById("step-pane")?.focus()}
            onRange={list.onRange}
            timed={shown.hasDurations}
            tokened={shown.hasTokens}
            label={`Steps, ${count(known?.count ?? 0)}`}
          />
        )}
      </div>
      {!narrow && pane}
    </div>
  );
}
