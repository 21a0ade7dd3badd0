import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { FeedbackVerdict } from "@/api/contract";
import { answer, api } from "@/api/http";

export type CandidateFilter = { decision?: string; type?: string; repo?: string; run?: string; q?: string };
export type MemoryFilter = { status?: string; type?: string; repo?: string; project?: string; run?: string; q?: string };

export const candidatesQuery = (filter: CandidateFilter) =>
  infiniteQueryOptions({
    queryKey: ["memories", "candidates", filter],
    queryFn: ({ pageParam, signal }) => answer(api.GET("/v2/memory/candidates", { params: { query: { ...filter, cursor: pageParam, limit: 50 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const memoriesQuery = (filter: MemoryFilter) =>
  infiniteQueryOptions({
    queryKey: ["memories", "list", filter],
    queryFn: ({ pageParam, signal }) => answer(api.GET("/v2/memory", { params: { query: { ...filter, cursor: pageParam, limit: 50 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** The newest few, for the overview and for counts; 100 at most, so a full page means "or more". */
export const waitingQuery = (decision: "pending" | "quarantined") =>
  queryOptions({
    queryKey: ["memories", "waiting", decision],
    queryFn: ({ signal }) => answer(api.GET("/v2/memory/candidates", { params: { query: { decision, limit: 100 } }, signal })),
  });

export const latestMemoriesQuery = (filter: MemoryFilter) =>
  queryOptions({
    queryKey: ["memories", "latest", filter],
    queryFn: ({ signal }) => answer(api.GET("/v2/memory", { params: { query: { ...filter, limit: 8 } }, signal })),
  });

export const memoryQuery = (id: string) =>
  queryOptions({ queryKey: ["memories", "one", id], queryFn: ({ signal }) => answer(api.GET("/v2/memory/{id}", { params: { path: { id } }, signal })) });

/** A candidate is kept whatever was decided about it, so every memory has one. */
export const candidateQuery = (id: string) =>
  queryOptions({ queryKey: ["memories", "one", id, "candidate"], queryFn: ({ signal }) => answer(api.GET("/v2/memory/candidates/{id}", { params: { path: { id } }, signal })) });

export const usageQuery = (id: string) =>
  queryOptions({
    queryKey: ["memories", "one", id, "usage"],
    queryFn: ({ signal }) => answer(api.GET("/v2/memory/{id}/usage", { params: { path: { id }, query: { limit: 100 } }, signal })),
  });

export const feedbackQuery = (id: string) =>
  queryOptions({
    queryKey: ["memories", "one", id, "feedback"],
    queryFn: ({ signal }) => answer(api.GET("/v2/memory/{id}/feedback", { params: { path: { id }, query: { limit: 100 } }, signal })),
  });

export const giveFeedback = (id: string, verdict: FeedbackVerdict, note?: string) => answer(api.PUT("/v2/memory/{id}/feedback", { params: { path: { id } }, body: { verdict, note } }));
export const takeBackFeedback = (id: string) => answer(api.DELETE("/v2/memory/{id}/feedback", { params: { path: { id } } }));

export const promote = (id: string, pin: boolean, reason?: string) => answer(api.POST("/v2/memory/{id}/promote", { params: { path: { id } }, body: { pin, reason } }));
export const reject = (id: string, reason?: string) => answer(api.POST("/v2/memory/{id}/reject", { params: { path: { id } }, body: { reason } }));
export const expire = (id: string, reason?: string) => answer(api.POST("/v2/memory/{id}/expire", { params: { path: { id } }, body: { reason } }));
export const quarantine = (id: string, reason?: string) => answer(api.POST("/v2/memory/{id}/quarantine", { params: { path: { id } }, body: { reason } }));
export const undoDecision = (id: string) => answer(api.POST("/v2/memory/{id}/undo", { params: { path: { id } } }));
export const distill = (runId: string) => answer(api.POST("/v2/memory/distill/run/{runId}", { params: { path: { runId } } }));
