import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CornerDownRight } from "lucide-react";
import { useMemo, useState } from "react";
import type { RunView } from "@/api/contract";
import { runsQuery, type RunFilter } from "@/api/runs";
import { DataTable, type Column } from "@/ui/DataTable";
import { between, compact, count, dollars, duration, oneLine, plural, sentence } from "@/ui/format";
import { distinct, Facet, SearchBox, spans, type Span } from "@/ui/FilterBar";
import { EmptyState, ProblemNotice } from "@/ui/Notice";
import { Status, Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";
import { Id } from "@/ui/Copy";
import "@/features/runs/run.css";

export type RunsSearch = { q?: string; agent?: string; model?: string; state?: string; outcome?: string; span?: Span; roots?: true; sort?: string; sel?: string };

export const RunOutcome = ({ run, pill }: { run: RunView; pill?: boolean }) => <Status value={run.state === "open" ? "open" : run.outcome.status} pill={pill} />;

export const runTokens = (run: RunView): number | null => (run.tokens.in == null && run.tokens.out == null ? null : (run.tokens.in ?? 0) + (run.tokens.out ?? 0));

const started = (run: RunView) => run.startedAt ?? run.createdAt;

const ChildMark = ({ relation }: { relation: string }) => <span className="run-child" title="Belongs to another run; the run's page shows the tree"><CornerDownRight className="icon small" aria-hidden /> {sentence(relation)} </span>;

const columns: Column<RunView>[] = [
  { id: "outcome", header: "Outcome", width: 122, sort: (run) => (run.state === "open" ? "open" : run.outcome.status), cell: (run) => <RunOutcome run={run} /> },
  { id: "task", header: "Task", sort: (run) => run.task, cell: (run) => <>{run.parent && <ChildMark relation={run.parent.relation} />}<Link className="main-cell" to="/runs/$id" params={{ id: run.id }} title={oneLine(run.task, 400)}>{oneLine(run.task, 160) || "No task given"}</Link></> },
  { id: "repo", header: "Repository", width: 140, priority: 2, sort: (run) => run.repo, cell: (run) => run.repo ?? <span className="muted">–</span> },
  { id: "project", header: "Project", width: 120, priority: 3, sort: (run) => run.project, cell: (run) => run.project ?? <span className="muted">–</span> },
  { id: "agent", header: "Agent", width: 124, priority: 2, sort: (run) => run.agent.name, cell: (run) => run.agent.name },
  { id: "model", header: "Model", width: 130, priority: 2, sort: (run) => run.model, cell: (run) => run.model ?? <span className="muted">–</span> },
  { id: "steps", header: "Steps", width: 66, align: "end", priority: 2, sort: (run) => run.stepCount, cell: (run) => count(run.stepCount) },
  { id: "errors", header: "Errors", width: 66, align: "end", priority: 2, sort: (run) => run.errorCount, cell: (run) => (run.errorCount ? count(run.errorCount) : <span className="muted">0</span>) },
  { id: "tokens", header: "Tokens", width: 76, align: "end", priority: 2, sort: runTokens, cell: (run) => compact(runTokens(run)) },
  { id: "cost", header: "Cost", width: 76, align: "end", priority: 2, sort: (run) => run.cost, cell: (run) => dollars(run.cost) },
  { id: "duration", header: "Duration", width: 96, align: "end", priority: 3, sort: (run) => between(run.startedAt, run.endedAt), cell: (run) => duration(between(run.startedAt, run.endedAt)) },
  { id: "source", header: "Source", width: 120, priority: 3, sort: (run) => run.source?.format, cell: (run) => (run.source ? <Tag>{run.source.format}</Tag> : <Tag>live</Tag>) },
  { id: "id", header: "Id", width: 118, priority: 3, cell: (run) => <Id id={run.id} what="run id" /> },
  { id: "started", header: "Started", width: 104, align: "end", priority: 2, sort: started, cell: (run) => <Ago at={started(run)} /> },
];

export function RunsTable({ filter, search, onSearch, onOpen, onCompare }: { filter: RunFilter; search: RunsSearch; onSearch: (change: Partial<RunsSearch>, replace?: boolean) => void; onOpen: (id: string) => void; onCompare: (left: string, right: string) => void }) {
  const query = useInfiniteQuery(runsQuery(filter));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const chosen = (rows ?? []).filter((run) => checked.has(run.id));
  const filtered = Object.values(filter).some((value) => value !== undefined);
  if (query.error && !rows) return <ProblemNotice error={query.error} doing="The runs could not be listed" retry={() => void query.refetch()} />;
  return (
    <div>
    {chosen.length > 0 && <Chosen runs={chosen} onCompare={onCompare} onClear={() => setChecked(new Set())} />}
    <DataTable
      name="runs"
      label="Runs"
      rows={rows}
      columns={columns}
      rowId={(run) => run.id}
      sort={search.sort}
      onSort={(sort) => onSearch({ sort }, true)}
      selected={search.sel}
      onSelect={(sel) => onSearch({ sel }, true)}
      onOpen={(run) => onOpen(run.id)}
      checked={checked}
      onCheck={setChecked}
      hasMore={query.hasNextPage}
      loadingMore={query.isFetchingNextPage}
      onMore={() => void query.fetchNextPage()}
      bar={
        <>
          <SearchBox label="Words in the task" value={search.q} onChange={(q) => onSearch({ q }, true)} />
          <Facet label="Outcome" value={search.outcome} options={outcomes} onChange={(outcome) => onSearch({ outcome })} />
          <Facet label="State" value={search.state} options={["open", "complete"]} onChange={(state) => onSearch({ state })} word={(state) => (state === "open" ? "Recording" : "Complete")} />
          <Facet label="Agent" free value={search.agent} options={distinct(rows, (run) => run.agent.name)} onChange={(agent) => onSearch({ agent })} />
          <Facet label="Model" free value={search.model} options={distinct(rows, (run) => run.model)} onChange={(model) => onSearch({ model })} />
          <div className="facet"><button type="button" className="button small facet-button" aria-pressed={search.roots === true} title="Without subagents, branches and continuations of other runs" onClick={() => onSearch({ roots: search.roots ? undefined : true })}>Roots only</button></div>
          <Facet label="Started" value={search.span} options={Object.keys(spans)} onChange={(span) => onSearch({ span: span as Span | undefined })} word={(span) => spans[span as Span]} />
        </>
      }
      empty={
        filtered ? (
          <EmptyState title="No run matches this filter.">
            <button type="button" className="button small" onClick={() => onSearch({ q: undefined, agent: undefined, model: undefined, state: undefined, outcome: undefined, span: undefined, roots: undefined })}>Clear the filter</button>
          </EmptyState>
        ) : (
          <EmptyState title="Recorded runs of your agents will be listed here." commands={["./dev ctx import PATH", "./dev ctx demo"]}>
            <Link to="/import">Import session files</Link> of Claude Code, Codex, OpenHands, SWE-agent, pi and others, here or by the command line, or let the scripted demo agent make two runs.
          </EmptyState>
        )
      }
    />
    </div>
  );
}

/** What can be done with the chosen rows: two of them can be laid side by side. */
function Chosen({ runs, onCompare, onClear }: { runs: RunView[]; onCompare: (left: string, right: string) => void; onClear: () => void }) {
  // The older one stands on the left: what came after is what changed.
  const [left, right] = [...runs].sort((a, b) => started(a).localeCompare(started(b)));
  return (
    <div className="chosen-bar" role="region" aria-label="Chosen rows">
      <strong>{plural(runs.length, "row")} chosen</strong>
      <button type="button" className="button small" disabled={runs.length !== 2} onClick={() => onCompare(left!.id, right!.id)}>Compare the two</button>
      {runs.length !== 2 && <span className="muted">Choose two runs to compare them.</span>}
      <button type="button" className="button small quiet" onClick={onClear}>Clear choice</button>
    </div>
  );
}

export const outcomes = ["succeeded", "failed", "aborted", "infra_error", "unknown"] as const;
