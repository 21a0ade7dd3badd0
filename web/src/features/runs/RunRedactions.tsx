import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { redactionsQuery } from "@/api/runs";
import { count, plural, words } from "@/ui/format";
import { EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import { Tag } from "@/ui/Status";

const kindWords = (kind: string) => words(kind).replaceAll("-", " ");
const fields = new Set(["input", "output", "args", "result"]);

/** Which step lost what before it was stored: kinds and counts; the values were never kept. */
export function RunRedactions({ runId }: { runId: string }) {
  const query = useInfiniteQuery(redactionsQuery(runId));
  const pages = query.data?.pages;
  if (query.error && !pages) return <ProblemNotice error={query.error} doing="The redactions could not be listed" retry={() => void query.refetch()} />;
  if (!pages) return <Skeleton lines={6} height={20} />;
  const totals = Object.entries(pages[0]?.totals ?? {}).sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
  const items = pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState title="Nothing was taken out of this run.">Secrets that are found while a run is recorded are replaced by a mark before anything is hashed or stored; they are counted here.</EmptyState>;
  return (
    <div className="stack run-tab">
      <p className="soft">Taken out before anything was hashed or stored. A mark says the kind and a keyed hash: equal marks stood for equal values.</p>
      <p className="row wrap">{totals.map(([kind, n]) => <Tag key={kind} tone="infra">{count(n)} {kindWords(kind)}</Tag>)}</p>
      <table className="redactions" aria-label="Redactions of the run">
        <thead><tr><th scope="col" className="num">Step</th><th scope="col">Field</th><th scope="col">Kind</th><th scope="col" className="num">Count</th></tr></thead>
        <tbody>
          {items.map((item) => (
            <tr key={`${item.seq}-${item.field}-${item.kind}`}>
              <td className="num"><Link to="/runs/$id" params={{ id: runId }} search={{ step: item.seq, field: fields.has(item.field) ? (item.field as "output") : undefined }}>{item.seq}</Link></td>
              <td>{item.field}</td>
              <td>{kindWords(item.kind)}</td>
              <td className="num">{count(item.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {query.hasNextPage && <button type="button" className="button small" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{query.isFetchingNextPage ? "Loading…" : `Load more than ${plural(items.length, "line")}`}</button>}
    </div>
  );
}
