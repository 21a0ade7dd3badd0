import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { CompileRequest } from "@/api/contract";
import { answer, api } from "@/api/http";

export type CompileFilter = { run?: string; q?: string; repo?: string; profile?: string };

export const compilesQuery = (filter: CompileFilter) =>
  infiniteQueryOptions({
    queryKey: ["compiles", "list", filter],
    queryFn: ({ pageParam, signal }) => answer(api.GET("/v2/context/compiles", { params: { query: { ...filter, cursor: pageParam, limit: 50 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const latestCompilesQuery = (filter: CompileFilter) =>
  queryOptions({
    queryKey: ["compiles", "latest", filter],
    queryFn: ({ signal }) => answer(api.GET("/v2/context/compiles", { params: { query: { ...filter, limit: 8 } }, signal })),
  });

export const compileQuery = (id: string) =>
  queryOptions({
    queryKey: ["compiles", "one", id],
    queryFn: ({ signal }) => answer(api.GET("/v2/context/compiles/{id}", { params: { path: { id } }, signal })),
    staleTime: Infinity,
  });

export const whyQuery = (id: string, item: string) =>
  queryOptions({
    queryKey: ["compiles", "one", id, "why", item],
    queryFn: ({ signal }) => answer(api.GET("/v2/context/compiles/{id}/why", { params: { path: { id }, query: { item } }, signal })),
    staleTime: Infinity,
  });

/** Recomputes the receipt from what it stands on; a later seal makes it stronger, so the answer may change for the better. */
export const compileVerifyQuery = (id: string) =>
  queryOptions({
    queryKey: ["compiles", "one", id, "verify"],
    queryFn: ({ signal }) => answer(api.GET("/v2/context/compiles/{id}/verify", { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });

// A key is hashed whenever a page is drawn, and a request may be megabytes: it stands in the key by a number.
const numbers = new WeakMap<CompileRequest, number>();
let last = 0;

function numberOf(request: CompileRequest | null): number {
  if (request === null) return 0;
  const known = numbers.get(request) ?? ++last;
  numbers.set(request, known);
  return known;
}

/** What a compile would give. The answer before it stays while a slider moves; a request that was overtaken is given up. */
export const previewQuery = (request: CompileRequest | null) =>
  queryOptions({
    queryKey: ["preview", numberOf(request)],
    queryFn: ({ signal }) => answer(api.POST("/v2/context/compile/preview", { body: request!, signal })),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 30_000,
  });

export const compileNow = (request: CompileRequest) => answer(api.POST("/v2/context/compile", { body: request }));

export const reproduce = (id: string) => answer(api.POST("/v2/context/compiles/{id}/reproduce", { params: { path: { id } } }));

/** What a recorded run's agent could see before one of its steps. */
export const runWindowQuery = (run: string, seq: number) =>
  queryOptions({
    queryKey: ["window", run, seq],
    queryFn: ({ signal }) => answer(api.GET("/v2/context/runs/{runId}/window", { params: { path: { runId: run }, query: { seq } }, signal })),
    staleTime: Infinity,
    retry: false,
  });
