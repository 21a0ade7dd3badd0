import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { candidateQuery, memoryQuery } from "@/api/memories";
import { ActButtons } from "@/features/memories/ActButtons";
import { Evidence } from "@/features/memories/Evidence";
import { MemoryFacts } from "@/features/memories/MemoryFacts";
import { ofCandidate, ofMemory } from "@/features/memories/MemoryTables";
import type { Decide } from "@/features/memories/useDecide";
import { Drawer, OpenIcon } from "@/ui/Drawer";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { Status } from "@/ui/Status";

export function MemoryDrawer({ id, candidates, decide, onClose }: { id: string; candidates: boolean; decide: Decide; onClose: () => void }) {
  const candidate = useQuery({ ...candidateQuery(id), enabled: candidates });
  const memory = useQuery({ ...memoryQuery(id), enabled: !candidates });
  const item = candidates ? candidate.data : memory.data;
  const error = candidates ? candidate.error : memory.error;
  const standing = item && ("status" in item ? ofMemory(item) : ofCandidate(item));
  return (
    <Drawer label={candidates ? "Candidate" : "Memory"} onClose={onClose} open={<Link className="button small" to="/memories/$id" params={{ id }}><OpenIcon /> Open</Link>}>
      {!item || !standing ? (
        error ? <ProblemNotice error={error} retry={() => void (candidates ? candidate : memory).refetch()} /> : <Skeleton lines={8} />
      ) : (
        <>
          <h2 className="memory-text">{item.text}</h2>
          <div className="row wrap spread"><Status value={standing.standing} pill /><ActButtons item={standing} decide={decide} /></div>
          <MemoryFacts item={item} />
          <h3>Words it rests on</h3>
          {item.evidence.slice(0, 3).map((each, i) => <Evidence key={i} evidence={each} />)}
          {item.evidence.length > 3 && <p className="muted">and {item.evidence.length - 3} more on its page</p>}
        </>
      )}
    </Drawer>
  );
}
