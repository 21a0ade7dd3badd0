import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RunView } from "@/api/contract";
import { latestRunsQuery, peersQuery, runQuery } from "@/api/runs";
import { SearchBox } from "@/ui/FilterBar";
import { oneLine, plural } from "@/ui/format";
import { EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import { Ago } from "@/ui/time";
import { RunOutcome } from "@/features/runs/RunsTable";
import "@/features/runs/compare.css";

/** Picks the run that is missing on one side: first the other attempts at the same task, then any run by its words. */
export function ComparePicker({ side, other, onPick }: { side: "left" | "right"; other: string | undefined; onPick: (id: string) => void }) {
  const [q, setQ] = useState<string | undefined>(undefined);
  const known = useQuery({ ...runQuery(other ?? ""), enabled: other !== undefined });
  const peers = useQuery({ ...peersQuery(other ?? ""), enabled: other !== undefined });
  const found = useQuery(latestRunsQuery({ q }));
  return (
    <div className="stack">
      {known.error ? <ProblemNotice error={known.error} doing="The other run could not be read" /> : known.data && <p className="soft">Compared with: <strong>{oneLine(known.data.task, 160)}</strong>, {known.data.agent.name}, <Ago at={known.data.startedAt ?? known.data.createdAt} /></p>}
      {other !== undefined && (
        <section className="stack tight" aria-labelledby="peers">
          <h2 id="peers">Other runs of the same task</h2>
          {peers.error ? <ProblemNotice error={peers.error} doing="They could not be listed" retry={() => void peers.refetch()} /> : !peers.data ? <Skeleton lines={3} />
            : peers.data.items.length === 0 ? <EmptyState title="No other run of this task is recorded." />
            : <Choices runs={peers.data.items} side={side} onPick={onPick} />}
        </section>
      )}
      <section className="stack tight" aria-labelledby="any">
        <h2 id="any">{other === undefined ? "Runs" : "Any other run"}</h2>
        <SearchBox label="Words in the task" value={q} onChange={setQ} />
        {found.error ? <ProblemNotice error={found.error} doing="The runs could not be listed" retry={() => void found.refetch()} /> : !found.data ? <Skeleton lines={4} />
          : found.data.items.length === 0 ? <EmptyState title="No run matches these words." />
          : <Choices runs={found.data.items.filter((run) => run.id !== other)} side={side} onPick={onPick} />}
      </section>
    </div>
  );
}

function Choices({ runs, side, onPick }: { runs: RunView[]; side: string; onPick: (id: string) => void }) {
  return (
    <ul className="entries compare-choices">
      {runs.map((run) => (
        <li key={run.id} className="entry">
          <button type="button" className="entry-line compare-choice" onClick={() => onPick(run.id)}>
            <span className="visually-hidden">Take as the {side} run: </span>
            <RunOutcome run={run} />
            <span className="truncate compare-choice-task">{oneLine(run.task, 160) || "No task given"}</span>
            <span className="muted compare-choice-who">{run.agent.name}{run.model ? `, ${run.model}` : ""}</span>
            <span className="muted compare-choice-num">{plural(run.stepCount, "step")}</span>
            <span className="muted compare-choice-num"><Ago at={run.startedAt ?? run.createdAt} /></span>
          </button>
        </li>
      ))}
    </ul>
  );
}
