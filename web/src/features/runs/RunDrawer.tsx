import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { runQuery } from "@/api/runs";
import { Drawer, OpenIcon } from "@/ui/Drawer";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { oneLine } from "@/ui/format";
import { RunFacts } from "@/features/runs/RunFacts";
import { RunOutcome } from "@/features/runs/RunsTable";

export function RunDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const run = useQuery(runQuery(id));
  return (
    <Drawer label="Run" onClose={onClose} open={<Link className="button small" to="/runs/$id" params={{ id }}><OpenIcon /> Open</Link>}>
      {run.error ? <ProblemNotice error={run.error} retry={() => void run.refetch()} /> : !run.data ? <Skeleton lines={8} /> : (
        <>
          <h2 className="clamp-2" title={run.data.task}>{oneLine(run.data.task, 300)}</h2>
          <div><RunOutcome run={run.data} pill /></div>
          <RunFacts run={run.data} />
        </>
      )}
    </Drawer>
  );
}
