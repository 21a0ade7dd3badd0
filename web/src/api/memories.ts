import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { CandidateView, MemoryUsage, MemoryView, Page } from "@/api/contract";
import { getJson, postJson } from "@/api/http";

export type CandidateFilter = { decision?: string; type?: string; repo?: string; run?: string; q?: string };
export type MemoryFilter = { status?: string; type?: string; repo?: string; project?: string; run?: string; q?: string };

export const candidatesQuery = (filter: CandidateFilter) =>
  infiniteQueryOptions({
    queryKey: ["memories", "candidates", filter],
    queryFn: ({ pageParam, signal }) => getJson<Page<CandidateView>>("/v2/memory/candidates", { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const memoriesQuery = (filter: MemoryFilter) =>
  infiniteQueryOptions({
    queryKey: ["memories", "list", filter],
    queryFn: ({ pageParam, signal }) => getJson<Page<MemoryView>>("/v2/memory", { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** The newest few, for the overview and for counts; 100 at most, so a full page means "or more". */
export const waitingQuery = (decision: "pending" | "quarantined") =>
  queryOptions({
    queryKey: ["memories", "waiting", decision],
    queryFn: ({ signal }) => getJson<Page<CandidateView>>("/v2/memory/candidates", { decision, limit: 100 }, signal),
  });

export const latestMemoriesQuery = (filter: MemoryFilter) =>
  queryOptions({
    queryKey: ["memories", "latest", filter],
    queryFn: ({ signal }) => getJson<Page<MemoryView>>("/v2/memory", { ...filter, limit: 8 }, signal),
  });

export const memoryQuery = (id: string) =>
  queryOptions({ queryKey: ["memories", "one", id], queryFn: ({ signal }) => getJson<MemoryView>(`/v2/memory/${id}`, undefined, signal) });

/** A candidate is kept whatever was decided about it, so every memory has one. */
export const candidateQuery = (id: string) =>
  queryOptions({ queryKey: ["memories", "one", id, "candidate"], queryFn: ({ signal }) => getJson<CandidateView>(`/v2/memory/candidates/${id}`, undefined, signal) });

export const usageQuery = (id: string) =>
  queryOptions({
    queryKey: ["memories", "one", id, "usage"],
    queryFn: ({ signal }) => getJson<Page<MemoryUsage>>(`/v2/memory/${id}/usage`, { limit: 100 }, signal),
  });

export const promote = (id: string, pin: boolean, reason?: string) => postJson<MemoryView>(`/v2/memory/${id}/promote`, { pin, reason });
export const reject = (id: string, reason?: string) => postJson<CandidateView>(`/v2/memory/${id}/reject`, { reason });
export const expire = (id: string, reason?: string) => postJson<MemoryView>(`/v2/memory/${id}/expire`, { reason });
export const quarantine = (id: string, reason?: string) => postJson<CandidateView>(`/v2/memory/${id}/quarantine`, { reason });
export const undoDecision = (id: string) => postJson<CandidateView>(`/v2/memory/${id}/undo`);
export const distill = (runId: string) => postJson<{ jobId: string }>(`/v2/memory/distill/run/${runId}`);
