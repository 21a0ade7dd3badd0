import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { CandidateView, MemoryView } from "@/api/contract";
import { candidatesQuery, memoriesQuery, type CandidateFilter, type MemoryFilter } from "@/api/memories";
import { ActButtons } from "@/features/memories/ActButtons";
import { BulkBar } from "@/features/memories/BulkBar";
import { acts, actsFor, keyOf } from "@/features/memories/decide";
import type { Decidable, Decide } from "@/features/memories/useDecide";
import { memoryTypes, ScopeTags, scopeWords, TypeMark } from "@/features/memories/words";
import { Meter, SparkParts } from "@/ui/Bars";
import { DataTable, type Column } from "@/ui/DataTable";
import { Facet, SearchBox } from "@/ui/FilterBar";
import { count, oneLine, shortId } from "@/ui/format";
import { EmptyState, ProblemNotice } from "@/ui/Notice";
import { Status } from "@/ui/Status";
import { Ago } from "@/ui/time";
import "@/features/memories/memories.css";

export type MemorySearch = { q?: string; type?: string; standing?: string; run?: string; sort?: string; sel?: string };
type Shared = { search: MemorySearch; onSearch: (change: Partial<MemorySearch>, replace?: boolean) => void; onOpen: (id: string) => void; decide: Decide };

export const ofCandidate = (c: CandidateView): Decidable => ({ id: c.id, text: c.text, standing: c.decision });
export const ofMemory = (m: MemoryView): Decidable => ({ id: m.id, text: m.text, standing: m.status });

function rowKeys<T>(decide: Decide, of: (row: T) => Decidable): Record<string, (row: T) => void> {
  const keys: Record<string, (row: T) => void> = {};
  for (const act of acts) {
    keys[keyOf[act]] = (row) => {
      const item = of(row);
      if (actsFor(item.standing).includes(act)) decide.decide([item], act);
    };
  }
  return keys;
}

const decisions = ["pending", "accepted", "rejected", "merged", "quarantined", "expired"] as const;

export function CandidatesTable({ filter, search, onSearch, onOpen, decide, fixed }: Shared & { filter: CandidateFilter; fixed: boolean }) {
  const query = useInfiniteQuery(candidatesQuery(filter));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const columns = useMemo<Column<CandidateView>[]>(
    () => [
      { id: "text", header: "Candidate", sort: (c) => c.text, cell: (c) => <Link className="main-cell" to="/memories/$id" params={{ id: c.id }} title={c.text}>{oneLine(c.text, 220)}</Link> },
      { id: "type", header: "Type", width: 112, sort: (c) => c.type, priority: 2, cell: (c) => <TypeMark type={c.type} /> },
      ...(fixed ? [] : [{ id: "decision", header: "Decision", width: 120, sort: (c: CandidateView) => c.decision, cell: (c: CandidateView) => <Status value={c.decision} /> }]),
      { id: "confidence", header: "Confidence", width: 130, sort: (c) => c.confidence, priority: 2, cell: (c) => <span className="row"><Meter value={c.confidence} label="Confidence" /><SparkParts parts={c.parts} /></span> },
      { id: "scope", header: "Scope", width: 150, sort: (c) => scopeWords(c.scope).join(" "), priority: 2, cell: (c) => <ScopeTags scope={c.scope} /> },
      { id: "expires", header: "Expires", width: 96, sort: (c) => c.expiresAt, priority: 2, cell: (c) => (c.expiresAt ? <Ago at={c.expiresAt} /> : <span className="muted">never</span>) },
      { id: "run", header: "From run", width: 92, priority: 2, cell: (c) => <Link className="mono" to="/runs/$id" params={{ id: c.runId }}>{shortId(c.runId)}</Link> },
      { id: "reason", header: "Reason", width: 200, priority: 3, cell: (c) => <span title={c.reason}>{c.reason}</span> },
      { id: "created", header: "Found", width: 96, align: "end", priority: 2, sort: (c) => c.createdAt, cell: (c) => <Ago at={c.createdAt} /> },
      { id: "acts", header: "Decide", width: 132, cell: (c) => <ActButtons item={ofCandidate(c)} decide={decide} short /> },
    ],
    [decide, fixed],
  );
  if (query.error && !rows) return <ProblemNotice error={query.error} doing="The candidates could not be listed" retry={() => void query.refetch()} />;
  const chosen = rows?.filter((row) => checked.has(row.id)) ?? [];
  return (
    <>
      {chosen.length > 0 && <BulkBar items={chosen.map(ofCandidate)} decide={decide} onClear={() => setChecked(new Set())} />}
      <DataTable
        name={fixed ? "candidates" : "decided"}
        label="Candidates"
        rows={rows}
        columns={columns}
        rowId={(c) => c.id}
        sort={search.sort}
        onSort={(sort) => onSearch({ sort }, true)}
        selected={search.sel}
        onSelect={(sel) => onSearch({ sel }, true)}
        onOpen={(c) => onOpen(c.id)}
        rowKeys={rowKeys(decide, ofCandidate)}
        checked={checked}
        onCheck={setChecked}
        hasMore={query.hasNextPage}
        loadingMore={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
        bar={
          <>
            <SearchBox label="Words in the text" value={search.q} onChange={(q) => onSearch({ q }, true)} />
            <Facet label="Type" value={search.type} options={memoryTypes} onChange={(type) => onSearch({ type })} />
            {!fixed && <Facet label="Decision" value={search.standing} options={decisions} onChange={(standing) => onSearch({ standing })} />}
          </>
        }
        empty={
          search.q || search.type || search.run || (!fixed && search.standing) ? (
            <EmptyState title="No candidate matches this filter.">
              <button type="button" className="button small" onClick={() => onSearch({ q: undefined, type: undefined, standing: undefined, run: undefined })}>Clear the filter</button>
            </EmptyState>
          ) : fixed && filter.decision === "pending" ? (
            <EmptyState title="Nothing waits for a decision." commands={["./dev ctx import PATH"]}>
              What recorded runs suggest and the thresholds leave open is decided here. <Link to="/import">Import session files</Link> to learn from them.
            </EmptyState>
          ) : filter.decision === "quarantined" ? (
            <EmptyState title="Nothing is in quarantine.">Candidates that look unsafe or contradict an accepted memory wait here and are never used until someone promotes them.</EmptyState>
          ) : (
            <EmptyState title="No candidate yet." commands={["./dev ctx import PATH", "./dev ctx demo"]}>Every suggestion taken from a run is listed here with the decision made on it.</EmptyState>
          )
        }
      />
    </>
  );
}

export function MemoriesTable({ filter, search, onSearch, onOpen, decide }: Shared & { filter: MemoryFilter }) {
  const query = useInfiniteQuery(memoriesQuery(filter));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const columns = useMemo<Column<MemoryView>[]>(
    () => [
      { id: "text", header: "Memory", sort: (m) => m.text, cell: (m) => <Link className="main-cell" to="/memories/$id" params={{ id: m.id }} title={m.text}>{oneLine(m.text, 220)}</Link> },
      { id: "type", header: "Type", width: 112, sort: (m) => m.type, priority: 2, cell: (m) => <TypeMark type={m.type} /> },
      { id: "status", header: "Status", width: 104, sort: (m) => m.status, priority: 2, cell: (m) => <Status value={m.status} /> },
      { id: "confidence", header: "Confidence", width: 130, sort: (m) => m.confidence, priority: 2, cell: (m) => <span className="row"><Meter value={m.confidence} label="Confidence" /><SparkParts parts={m.parts} /></span> },
      { id: "scope", header: "Scope", width: 150, sort: (m) => scopeWords(m.scope).join(" "), priority: 2, cell: (m) => <ScopeTags scope={m.scope} /> },
      { id: "runs", header: "Runs", width: 64, align: "end", sort: (m) => m.corroboration, priority: 2, cell: (m) => count(m.corroboration) },
      { id: "used", header: "Used", width: 64, align: "end", sort: (m) => m.usageCount, cell: (m) => count(m.usageCount) },
      { id: "last", header: "Last used", width: 96, align: "end", priority: 3, sort: (m) => m.lastUsedAt, cell: (m) => <Ago at={m.lastUsedAt} /> },
      { id: "expires", header: "Expires", width: 96, priority: 2, sort: (m) => m.expiresAt, cell: (m) => (m.expiresAt ? <Ago at={m.expiresAt} /> : <span className="muted">never</span>) },
      { id: "created", header: "Learned", width: 96, align: "end", priority: 2, sort: (m) => m.createdAt, cell: (m) => <Ago at={m.createdAt} /> },
      { id: "acts", header: "Change", width: 132, cell: (m) => <ActButtons item={ofMemory(m)} decide={decide} short /> },
    ],
    [decide],
  );
  if (query.error && !rows) return <ProblemNotice error={query.error} doing="The memories could not be listed" retry={() => void query.refetch()} />;
  const chosen = rows?.filter((row) => checked.has(row.id)) ?? [];
  return (
    <>
      {chosen.length > 0 && <BulkBar items={chosen.map(ofMemory)} decide={decide} onClear={() => setChecked(new Set())} />}
      <DataTable
        name="memories"
        label="Memories"
        rows={rows}
        columns={columns}
        rowId={(m) => m.id}
        sort={search.sort}
        onSort={(sort) => onSearch({ sort }, true)}
        selected={search.sel}
        onSelect={(sel) => onSearch({ sel }, true)}
        onOpen={(m) => onOpen(m.id)}
        rowKeys={rowKeys(decide, ofMemory)}
        checked={checked}
        onCheck={setChecked}
        hasMore={query.hasNextPage}
        loadingMore={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
        bar={
          <>
            <SearchBox label="Words in the text" value={search.q} onChange={(q) => onSearch({ q }, true)} />
            <Facet label="Type" value={search.type} options={memoryTypes} onChange={(type) => onSearch({ type })} />
            <Facet label="Status" value={search.standing} options={["active", "pinned", "quarantined", "expired", "superseded", "rejected"]} onChange={(standing) => onSearch({ standing })} />
          </>
        }
        empty={
          search.q || search.type || search.standing || search.run ? (
            <EmptyState title="No memory matches this filter.">
              <button type="button" className="button small" onClick={() => onSearch({ q: undefined, type: undefined, standing: undefined, run: undefined })}>Clear the filter</button>
            </EmptyState>
          ) : (
            <EmptyState title="No memory has been accepted yet." commands={["./dev ctx import PATH", "./dev ctx demo"]}>What agents learned and may use again is listed here, with the runs it came from and how often it was used.</EmptyState>
          )
        }
      />
    </>
  );
}
