import { queryOptions } from "@tanstack/react-query";
import type { StepKind } from "@/api/contract";
import { answer, api } from "@/api/http";

export type StepFilter = { kind?: StepKind; errors?: boolean; q?: string };

// Recorded steps never change, but an open run grows and a job may take more secrets out; both are announced and make these stale at once.
const still = 5 * 60_000;

/** How many steps a filter lets through and where their pages begin. */
export const outlineQuery = (runId: string, filter: StepFilter) =>
  queryOptions({
    queryKey: ["runs", "one", runId, "outline", filter],
    queryFn: ({ signal }) => answer(api.GET("/v2/runs/{id}/outline", { params: { path: { id: runId }, query: filter }, signal })),
    staleTime: still,
  });

/** One page of steps from a seq on. Pages that are out of sight are given back soon: a run may be longer than a browser's memory. */
export const stepPageQuery = (runId: string, filter: StepFilter, from: number, limit: number) =>
  queryOptions({
    queryKey: ["runs", "one", runId, "steps", filter, from],
    queryFn: async ({ signal }) => (await answer(api.GET("/v2/runs/{id}/steps", { params: { path: { id: runId }, query: { ...filter, from, limit } }, signal }))).items,
    staleTime: still,
    gcTime: 60_000,
  });

/** One step by its number; null when the run has none such. */
export const stepQuery = (runId: string, seq: number) =>
  queryOptions({
    queryKey: ["runs", "one", runId, "step", seq],
    queryFn: async ({ signal }) => {
      const page = await answer(api.GET("/v2/runs/{id}/steps", { params: { path: { id: runId }, query: { from: seq, limit: 1 } }, signal }));
      return page.items.find((step) => step.seq === seq) ?? null;
    },
    staleTime: still,
  });
