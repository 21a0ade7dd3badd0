import { useQuery } from "@tanstack/react-query";
import { AlertCircle, ArrowLeft } from "lucide-react";
import { useMemo } from "react";
import type { StepKind } from "@/api/contract";
import { stepsQuery } from "@/api/runs";
import { Facet } from "@/ui/FilterBar";
import { plural, sentence } from "@/ui/format";
import { useNarrow } from "@/ui/media";
import { EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import { Timeline } from "@/ui/Timeline";
import { StepPane } from "@/features/runs/StepPane";
import { failed, timelineRows } from "@/features/runs/steps";

export type StepSearch = { step?: number; kind?: StepKind; field?: string; start?: number; end?: number };

export function RunTimeline({ runId, search, onSearch }: { runId: string; search: StepSearch; onSearch: (change: Partial<StepSearch>) => void }) {
  const query = useQuery(stepsQuery(runId));
  const narrow = useNarrow();
  const steps = query.data;
  const rows = useMemo(() => timelineRows(steps ?? []), [steps]);
  const kinds = useMemo(() => [...new Set(rows.map((row) => row.kind))], [rows]);
  const shown = useMemo(() => (search.kind ? rows.filter((row) => row.kind === search.kind).map((row) => ({ ...row, depth: 0 })) : rows), [rows, search.kind]);
  const firstError = steps?.find(failed);
  const errors = rows.filter((row) => row.failed).length;
  const wanted = search.step ?? (narrow ? undefined : shown[0]?.seq);
  const step = wanted === undefined ? undefined : steps?.find((each) => each.seq === wanted);
  const select = (seq: number | undefined) => onSearch({ step: seq, field: undefined, start: undefined, end: undefined });

  if (query.error && !steps) return <ProblemNotice error={query.error} doing="The steps could not be read" retry={() => void query.refetch()} />;
  if (!steps) return <Skeleton lines={14} height={20} />;
  if (steps.length === 0) return <EmptyState title="This run has no steps yet.">They appear here as the agent sends them.</EmptyState>;
  const highlight = search.field && search.start !== undefined && search.end !== undefined ? { field: search.field, start: search.start, end: search.end } : undefined;
  const pane = step ? (
    <StepPane
      step={step}
      highlight={highlight}
      back={narrow ? <button type="button" className="button small" onClick={() => select(undefined)}><ArrowLeft className="icon small" aria-hidden /> Steps</button> : undefined}
    />
  ) : (
    <p className="muted step-none">{search.step === undefined ? "Pick a step to read it." : `This run has no step ${search.step}.`}</p>
  );
  if (narrow && search.step !== undefined) return pane;
  return (
    <div className="run-split">
      <div className="run-steps">
        <div className="run-bar">
          <Facet label="Kind" value={search.kind} options={kinds} onChange={(kind) => onSearch({ kind: kind as StepKind | undefined })} word={(kind) => (kind === "llm" ? "Model" : sentence(kind))} />
          {firstError && (
            <button type="button" className="button small" title="First error (e goes to the next)" onClick={() => select(firstError.seq)}>
              <AlertCircle className="icon small" aria-hidden /> First error
            </button>
          )}
          <span className="muted run-bar-count">{plural(shown.length, "step")}{errors ? `, ${plural(errors, "error")}` : ""}</span>
          <span className="run-keys muted" aria-hidden><kbd>j</kbd> <kbd>k</kbd> move <kbd>e</kbd> next error</span>
        </div>
        <Timeline rows={shown} selected={wanted} onSelect={select} onEnter={() => document.getElementById("step-pane")?.focus()} label="Steps" />
      </div>
      {!narrow && pane}
    </div>
  );
}
