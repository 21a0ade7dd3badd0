import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { CompileDetail, CompileSummary, CompileVerification, Page, WhyAnswer } from "@/api/contract";
import { getJson } from "@/api/http";

export type CompileFilter = { run?: string; q?: string; repo?: string };

export const compilesQuery = (filter: CompileFilter) =>
  infiniteQueryOptions({
    queryKey: ["compiles", "list", filter],
    queryFn: ({ pageParam, signal }) => getJson<Page<CompileSummary>>("/v2/context/compiles", { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const latestCompilesQuery = (filter: CompileFilter) =>
  queryOptions({
    queryKey: ["compiles", "latest", filter],
    queryFn: ({ signal }) => getJson<Page<CompileSummary>>("/v2/context/compiles", { ...filter, limit: 8 }, signal),
  });

export const compileQuery = (id: string) =>
  queryOptions({
    queryKey: ["compiles", "one", id],
    queryFn: ({ signal }) => getJson<CompileDetail>(`/v2/context/compiles/${id}`, undefined, signal),
    staleTime: Infinity,
  });

export const whyQuery = (id: string, item: string) =>
  queryOptions({
    queryKey: ["compiles", "one", id, "why", item],
    queryFn: ({ signal }) => getJson<WhyAnswer>(`/v2/context/compiles/${id}/why`, { item }, signal),
    staleTime: Infinity,
  });

/** Recomputes the receipt from what it stands on; a later seal makes it stronger, so the answer may change for the better. */
export const compileVerifyQuery = (id: string) =>
  queryOptions({
    queryKey: ["compiles", "one", id, "verify"],
    queryFn: ({ signal }) => getJson<CompileVerification>(`/v2/context/compiles/${id}/verify`, undefined, signal),
    staleTime: 60_000,
  });
