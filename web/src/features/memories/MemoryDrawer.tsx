import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { memoryQuery } from "@/api/memories";
import { ActButtons } from "@/features/memories/ActButtons";
import { Evidence } from "@/features/memories/Evidence";
import { MemoryFacts } from "@/features/memories/MemoryFacts";
import { ofCandidate, ofMemory } from "@/features/memories/MemoryTables";
import { useCandidate } from "@/features/memories/useCandidate";
import type { Decide } from "@/features/memories/useDecide";
import { Drawer, OpenIcon } from "@/ui/Drawer";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { Status } from "@/ui/Status";

export function MemoryDrawer({ id, candidates, decide, onClose }: { id: string; candidates: boolean; decide: Decide; onClose: () => void }) {
  const candidate = useCandidate(id);
  const memory = useQuery({ ...memoryQuery(id), enabled: !candidates || candidate === undefined });
  const item = candidates ? (candidate ?? memory.data) : (memory.data ?? candidate);
  const standing = item && ("status" in item ? ofMemory(item) : ofCandidate(item));
  return (
    <Drawer label={candidates ? "Candidate" : "Memory"} onClose={onClose} open={<Link className="button small" to="/memories/$id" params={{ id }}><OpenIcon /> Open</Link>}>
      {!item || !standing ? (
        memory.error ? <ProblemNotice error={memory.error} retry={() => void memory.refetch()} /> : <Skeleton lines={8} />
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
