import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import type { CandidateView, Page } from "@/api/contract";

/** A candidate that some list on the way here already holds. */
export function useCandidate(id: string): CandidateView | undefined {
  const client = useQueryClient();
  for (const [, data] of client.getQueriesData<InfiniteData<Page<CandidateView>>>({ queryKey: ["memories", "candidates"] })) {
    for (const page of data?.pages ?? []) {
      const found = page.items.find((candidate) => candidate.id === id);
      if (found) return found;
    }
  }
  return undefined;
}
