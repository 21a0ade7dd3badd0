import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { RunView } from "@/api/contract";
import { runsQuery, type RunFilter } from "@/api/runs";
import { DataTable, type Column } from "@/ui/DataTable";
import { between, compact, count, dollars, duration, oneLine } from "@/ui/format";
import { distinct, Facet, SearchBox, spans, type Span } from "@/ui/FilterBar";
import { EmptyState, ProblemNotice } from "@/ui/Notice";
import { Status, Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";
import { Id } from "@/ui/Copy";

export type RunsSearch = { q?: string; agent?: string; model?: string; state?: string; outcome?: string; span?: Span; sort?: string; sel?: string };

export const RunOutcome = ({ run, pill }: { run: RunView; pill?: boolean }) => <Status value={run.state === "open" ? "open" : run.outcome.status} pill={pill} />;

export const runTokens = (run: RunView): number | null => (run.tokens.in == null && run.tokens.out == null ? null : (run.tokens.in ?? 0) + (run.tokens.out ?? 0));

const started = (run: RunView) => run.startedAt ?? run.createdAt;

const columns: Column<RunView>[] = [
  { id: "outcome", header: "Outcome", width: 122, sort: (run) => (run.state === "open" ? "open" : run.outcome.status), cell: (run) => <RunOutcome run={run} /> },
  { id: "task", header: "Task", sort: (run) => run.task, cell: (run) => <Link className="main-cell" to="/runs/$id" params={{ id: run.id }} title={oneLine(run.task, 400)}>{oneLine(run.task, 160) || "No task given"}</Link> },
  { id: "repo", header: "Repository", width: 150, priority: 2, sort: (run) => run.repo, cell: (run) => run.repo ?? <span className="muted">–</span> },
  { id: "project", header: "Project", width: 120, priority: 3, sort: (run) => run.project, cell: (run) => run.project ?? <span className="muted">–</span> },
  { id: "agent", header: "Agent", width: 124, priority: 2, sort: (run) => run.agent.name, cell: (run) => run.agent.name },
  { id: "model", header: "Model", width: 146, priority: 2, sort: (run) => run.model, cell: (run) => run.model ?? <span className="muted">–</span> },
  { id: "steps", header: "Steps", width: 66, align: "end", priority: 2, sort: (run) => run.stepCount, cell: (run) => count(run.stepCount) },
  { id: "errors", header: "Errors", width: 66, align: "end", priority: 2, sort: (run) => run.errorCount, cell: (run) => (run.errorCount ? count(run.errorCount) : <span className="muted">0</span>) },
  { id: "tokens", header: "Tokens", width: 76, align: "end", priority: 2, sort: runTokens, cell: (run) => compact(runTokens(run)) },
  { id: "cost", header: "Cost", width: 76, align: "end", priority: 2, sort: (run) => run.cost, cell: (run) => dollars(run.cost) },
  { id: "duration", header: "Duration", width: 96, align: "end", priority: 3, sort: (run) => between(run.startedAt, run.endedAt), cell: (run) => duration(between(run.startedAt, run.endedAt)) },
  { id: "source", header: "Source", width: 120, priority: 3, sort: (run) => run.source?.format, cell: (run) => (run.source ? <Tag>{run.source.format}</Tag> : <Tag>live</Tag>) },
  { id: "id", header: "Id", width: 118, priority: 3, cell: (run) => <Id id={run.id} what="run id" /> },
  { id: "started", header: "Started", width: 104, align: "end", priority: 2, sort: started, cell: (run) => <Ago at={started(run)} /> },
];

export function RunsTable({ filter, search, onSearch, onOpen }: { filter: RunFilter; search: RunsSearch; onSearch: (change: Partial<RunsSearch>, replace?: boolean) => void; onOpen: (id: string) => void }) {
  const query = useInfiniteQuery(runsQuery(filter));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const filtered = Object.values(filter).some((value) => value !== undefined);
  if (query.error && !rows) return <ProblemNotice error={query.error} doing="The runs could not be listed" retry={() => void query.refetch()} />;
  return (
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
          <Facet label="Started" value={search.span} options={Object.keys(spans)} onChange={(span) => onSearch({ span: span as Span | undefined })} word={(span) => spans[span as Span]} />
        </>
      }
      empty={
        filtered ? (
          <EmptyState title="No run matches this filter.">
            <button type="button" className="button small" onClick={() => onSearch({ q: undefined, agent: undefined, model: undefined, state: undefined, outcome: undefined, span: undefined })}>Clear the filter</button>
          </EmptyState>
        ) : (
          <EmptyState title="Recorded runs of your agents will be listed here." commands={["./dev ctx import PATH", "./dev ctx demo"]}>
            Import session files of mini-swe-agent, SWE-agent or Claude Code, or let the scripted demo agent make two runs.
          </EmptyState>
        )
      }
    />
  );
}

export const outcomes = ["succeeded", "failed", "aborted", "infra_error", "unknown"] as const;
