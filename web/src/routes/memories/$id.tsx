import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { candidateQuery, memoryQuery } from "@/api/memories";
import { MemoryDetail } from "@/features/memories/MemoryDetail";
import { useDecide } from "@/features/memories/useDecide";
import { useKeys } from "@/ui/keyboard";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { UndoBar } from "@/ui/UndoBar";

export const Route = createFileRoute("/memories/$id")({
  staticData: { crumb: "Memory" },
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(memoryQuery(params.id));
    void context.queryClient.prefetchQuery(candidateQuery(params.id));
  },
  component: MemoryPage,
});

function MemoryPage() {
  const { id } = Route.useParams();
  const memory = useQuery(memoryQuery(id));
  const candidate = useQuery(candidateQuery(id));
  const decide = useDecide();
  useKeys((key) => {
    if (key !== "u" || !decide.undo) return false;
    decide.undo();
    return true;
  });
  return (
    <div className="page">
      {decide.error && <ProblemNotice error={decide.error} doing="The decision was refused" />}
      {memory.data || (candidate.data && memory.error) ? (
        <MemoryDetail memory={memory.data} candidate={candidate.data} decide={decide} />
      ) : (
        <>
          <h1>Memory</h1>
          {memory.error && candidate.error ? <ProblemNotice error={memory.error} doing="The memory could not be read" retry={() => void memory.refetch()} /> : <Skeleton lines={10} />}
        </>
      )}
      {decide.said && <UndoBar text={decide.said} undo={decide.undo} onClose={decide.dismiss} />}
    </div>
  );
}
