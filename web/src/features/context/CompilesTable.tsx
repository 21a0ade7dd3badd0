import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { CompileSummary } from "@/api/contract";
import { compilesQuery, type CompileFilter } from "@/api/compiles";
import { DataTable, type Column } from "@/ui/DataTable";
import { SearchBox } from "@/ui/FilterBar";
import { count, oneLine, percent, shortId } from "@/ui/format";
import { EmptyState, ProblemNotice } from "@/ui/Notice";
import { Ago } from "@/ui/time";
import { Id } from "@/ui/Copy";
import "@/features/context/receipt.css";

export type CompilesSearch = { q?: string; profile?: string; sort?: string };

const columns: Column<CompileSummary>[] = [
  { id: "task", header: "Task", sort: (c) => c.task, cell: (c) => <Link className="main-cell" to="/context/$id" params={{ id: c.id }} title={oneLine(c.task, 400)}>{oneLine(c.task, 160)}</Link> },
  { id: "repo", header: "Repository", width: 180, priority: 2, sort: (c) => c.scope.repo, cell: (c) => c.scope.repo ?? <span className="muted">–</span> },
  {
    id: "used", header: "Tokens used", width: 190, sort: (c) => percent(c.usedTokens, c.budget), priority: 2,
    cell: (c) => (
      <span className="row used-cell" title={`${count(c.usedTokens)} of ${count(c.budget)} tokens`}>
        <span className="meter-track"><span style={{ width: `${percent(c.usedTokens, c.budget)}%` }} /></span>
        <span>{count(c.usedTokens)} <span className="muted">of {count(c.budget)}</span></span>
      </span>
    ),
  },
  { id: "included", header: "Included", width: 96, align: "end", sort: (c) => c.included, cell: (c) => <>{count(c.included)} <span className="muted">of {count(c.candidates)}</span></> },
  { id: "memories", header: "Memories", width: 84, align: "end", sort: (c) => c.memoriesIncluded, priority: 2, cell: (c) => (c.memoriesIncluded ? count(c.memoriesIncluded) : <span className="muted">0</span>) },
  { id: "run", header: "For run", width: 96, priority: 2, cell: (c) => (c.runId ? <Link className="mono" to="/runs/$id" params={{ id: c.runId }}>{shortId(c.runId)}</Link> : <span className="muted">–</span>) },
  { id: "id", header: "Receipt", width: 118, priority: 3, cell: (c) => <Id id={c.id} what="receipt id" /> },
  { id: "at", header: "Compiled", width: 104, align: "end", sort: (c) => c.at, cell: (c) => <Ago at={c.at} /> },
];

export function CompilesTable({ filter, search, onSearch, onOpen }: { filter: CompileFilter; search: CompilesSearch; onSearch: (change: Partial<CompilesSearch>, replace?: boolean) => void; onOpen: (id: string) => void }) {
  const query = useInfiniteQuery(compilesQuery(filter));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  if (query.error && !rows) return <ProblemNotice error={query.error} doing="The compiles could not be listed" retry={() => void query.refetch()} />;
  return (
    <DataTable
      name="compiles"
      label="Compiles"
      rows={rows}
      columns={columns}
      rowId={(c) => c.id}
      sort={search.sort}
      onSort={(sort) => onSearch({ sort }, true)}
      onOpen={(c) => onOpen(c.id)}
      hasMore={query.hasNextPage}
      loadingMore={query.isFetchingNextPage}
      onMore={() => void query.fetchNextPage()}
      bar={
        <>
          <SearchBox label="Words in the task" value={search.q} onChange={(q) => onSearch({ q }, true)} />
          {search.profile && <button type="button" className="button small" aria-pressed="true" title="Show compiles under every profile" onClick={() => onSearch({ profile: undefined }, true)}>profile {search.profile} ×</button>}
        </>
      }
      empty={
        filter.q || filter.repo || filter.profile ? (
          <EmptyState title="No compile matches this filter.">
            <button type="button" className="button small" onClick={() => onSearch({ q: undefined, profile: undefined })}>Clear the filter</button>
          </EmptyState>
        ) : (
          <EmptyState title="Every context window compiled for an agent will be listed here, with its receipt." commands={['./dev ctx compile --task "fix the failing test" --repo OWNER/NAME --budget 2000', "./dev ctx demo"]} />
        )
      }
    />
  );
}
