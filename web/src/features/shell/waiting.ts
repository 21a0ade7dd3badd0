import { useQueries, useQuery } from "@tanstack/react-query";
import { deadLettersQuery, jobsQuery, services } from "@/api/jobs";
import { waitingQuery } from "@/api/memories";

export type Count = { text: string; tone: "wait" | "bad"; title: string };
export type Waiting = { memories: Count | null; jobs: Count | null };

/** What waits for a person, for the rail. A count is left out while it is not known. */
export function useWaiting(): Waiting {
  const pending = useQuery(waitingQuery("pending"));
  const letters = useQueries({ queries: services.map(deadLettersQuery), combine: (all) => all.reduce((sum, each) => sum + (each.data?.items.length ?? 0), 0) });
  const running = useQueries({
    queries: services.map(jobsQuery),
    combine: (all) => all.reduce((sum, each) => sum + (each.data?.items.filter((job) => job.status === "running" || job.status === "queued").length ?? 0), 0),
  });
  return {
    memories: pending.data ? { text: `${pending.data.items.length}${pending.data.nextCursor ? "+" : ""}`, tone: "wait", title: "candidates wait for a decision" } : null,
    jobs: letters > 0 ? { text: String(letters), tone: "bad", title: "messages failed for good" } : running > 0 ? { text: String(running), tone: "wait", title: "jobs under way" } : null,
  };
}
