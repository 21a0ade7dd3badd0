import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { memoryQuery, usageQuery } from "@/api/memories";
import { MemoryDetail } from "@/features/memories/MemoryDetail";
import { useCandidate } from "@/features/memories/useCandidate";
import { useDecide } from "@/features/memories/useDecide";
import { useKeys } from "@/ui/keyboard";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { UndoBar } from "@/ui/UndoBar";

export const Route = createFileRoute("/memories/$id")({
  staticData: { crumb: "Memory" },
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(memoryQuery(params.id));
    void context.queryClient.prefetchQuery(usageQuery(params.id));
  },
  component: MemoryPage,
});

function MemoryPage() {
  const { id } = Route.useParams();
  const memory = useQuery(memoryQuery(id));
  const candidate = useCandidate(id);
  const decide = useDecide();
  useKeys((key) => {
    if (key !== "u" || !decide.last?.undo) return false;
    decide.last.undo();
    return true;
  });
  return (
    <div className="page">
      {decide.error && <ProblemNotice error={decide.error} doing="The decision was refused" />}
      {memory.data || candidate ? (
        <MemoryDetail memory={memory.data} candidate={candidate} decide={decide} />
      ) : (
        <>
          <h1>Memory</h1>
          {memory.error ? <ProblemNotice error={memory.error} doing="The memory could not be read" retry={() => void memory.refetch()} /> : <Skeleton lines={10} />}
        </>
      )}
      {decide.last && <UndoBar text={decide.last.text} undo={decide.last.undo} undoLabel={decide.last.undoLabel} onClose={decide.dismiss} />}
    </div>
  );
}
