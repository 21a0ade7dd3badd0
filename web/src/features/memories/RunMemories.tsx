import { useMutation, useQuery, useQueryClient, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { candidatesQuery, distill } from "@/api/memories";
import { jobQuery } from "@/api/jobs";
import { ScopeTags, TypeMark } from "@/features/memories/words";
import { Meter } from "@/ui/Bars";
import { EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import { Status } from "@/ui/Status";
import "@/features/memories/memories.css";

/** What was learned from one run: every candidate with the decision made on it. */
export function RunMemories({ runId, complete }: { runId: string; complete: boolean }) {
  const client = useQueryClient();
  const query = useInfiniteQuery(candidatesQuery({ run: runId }));
  const again = useMutation({ mutationFn: () => distill(runId), onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }) });
  const job = useQuery({ ...jobQuery("memory", again.data?.jobId ?? ""), enabled: again.data !== undefined });
  const candidates = query.data?.pages.flatMap((page) => page.items);
  const rank = { accepted: 0, pending: 1, quarantined: 2, merged: 3, rejected: 4, expired: 5 };
  return (
    <div className="stack run-tab">
      <div className="row spread wrap">
        <p className="soft">Each suggestion was taken from the recorded words of this run and decided by stated thresholds or by a person.</p>
        {complete && <button type="button" className="button small" disabled={again.isPending} onClick={() => again.mutate()}>Learn from this run again</button>}
      </div>
      {again.error && <ProblemNotice error={again.error} doing="The run could not be read again" />}
      {job.data && <p className="row" role="status"><Status value={job.data.status} /> <span className="muted">{job.data.title}</span> <Link to="/jobs" search={{ sel: `memory:${job.data.id}` }}>Show job</Link></p>}
      {query.error && !candidates ? <ProblemNotice error={query.error} doing="The candidates could not be listed" retry={() => void query.refetch()} />
        : !candidates ? <Skeleton lines={6} />
        : candidates.length === 0 ? <EmptyState title="Nothing was learned from this run.">{complete ? "No extractor found a command, dead end, convention or instruction that it could stand behind." : "A run is read once it is complete."}</EmptyState>
        : (
          <ul className="entries">
            {[...candidates].sort((a, b) => rank[a.decision] - rank[b.decision] || b.confidence - a.confidence).map((candidate) => (
              <li key={candidate.id} className="entry run-memory">
                <div className="row wrap"><Status value={candidate.decision} /><TypeMark type={candidate.type} /><Meter value={candidate.confidence} label="Confidence" /><ScopeTags scope={candidate.scope} /></div>
                <Link to="/memories/$id" params={{ id: candidate.mergedInto ?? candidate.id }} className="main-cell">{candidate.text}</Link>
                <p className="muted">{candidate.reason}</p>
                {candidate.evidence.slice(0, 2).map((each, i) => (
                  <Link key={i} className="evidence-link" to="/runs/$id" params={{ id: each.runId }} search={{ step: each.seq, field: each.field as "output", start: each.start, end: each.end }}>
                    <code className="truncate">{each.quote.replace(/\s+/g, " ")}</code> <span className="nowrap">step {each.seq}</span>
                  </Link>
                ))}
              </li>
            ))}
          </ul>
        )}
      {query.hasNextPage && <button type="button" className="button" onClick={() => void query.fetchNextPage()}>Load more</button>}
    </div>
  );
}
