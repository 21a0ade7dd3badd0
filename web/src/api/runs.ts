import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api, getText } from "@/api/http";

export type RunFilter = {
  project?: string;
  repo?: string;
  agent?: string;
  model?: string;
  state?: string;
  outcome?: string;
  q?: string;
  /** Started within this long before now. */
  span?: Span;
};

export type Span = "1h" | "24h" | "7d" | "30d";

const spanMs: Record<Span, number> = { "1h": 3_600_000, "24h": 86_400_000, "7d": 7 * 86_400_000, "30d": 30 * 86_400_000 };

/** Start of a named span, cut to the minute. */
export const spanStart = (span: Span, now: number): string => new Date(Math.floor((now - spanMs[span]) / 60_000) * 60_000).toISOString();

const asParameters = ({ span, ...rest }: RunFilter) => ({ ...rest, from: span && spanStart(span, Date.now()) });

export const runsQuery = (filter: RunFilter) =>
  infiniteQueryOptions({
    queryKey: ["runs", "list", filter],
    queryFn: ({ pageParam, signal }) => answer(api.GET("/v2/runs", { params: { query: { ...asParameters(filter), cursor: pageParam, limit: 50 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const latestRunsQuery = (filter: RunFilter) =>
  queryOptions({
    queryKey: ["runs", "latest", filter],
    queryFn: ({ signal }) => answer(api.GET("/v2/runs", { params: { query: { ...asParameters(filter), limit: 8 } }, signal })),
  });

export const runQuery = (id: string) =>
  queryOptions({ queryKey: ["runs", "one", id], queryFn: ({ signal }) => answer(api.GET("/v2/runs/{id}", { params: { path: { id } }, signal })) });

export const verifyQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", "one", id, "verify"],
    queryFn: ({ signal }) => answer(api.GET("/v2/runs/{id}/verify", { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });

export const annotationsQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", "one", id, "annotations"],
    queryFn: ({ signal }) => answer(api.GET("/v2/runs/{id}/annotations", { params: { path: { id }, query: { limit: 200 } }, signal })),
  });

/** A payload never changes under its hash. */
export const blobQuery = (hash: string) =>
  queryOptions({
    queryKey: ["blobs", hash],
    queryFn: ({ signal }) => getText(`/v2/blobs/${hash}`, signal),
    staleTime: Infinity,
  });

/** The newest runs, only to offer their projects and repositories for picking. */
export const scopeChoicesQuery = queryOptions({
  queryKey: ["runs", "latest", "scope-choices"],
  queryFn: ({ signal }) => answer(api.GET("/v2/runs", { params: { query: { limit: 200 } }, signal })),
  staleTime: 60_000,
});
