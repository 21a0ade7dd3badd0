import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api, getFile, getText } from "@/api/http";

export type RunFilter = {
  project?: string;
  repo?: string;
  agent?: string;
  model?: string;
  state?: string;
  outcome?: string;
  q?: string;
  /** Without runs that belong to another recorded run. */
  roots?: true;
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

export const redactionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["runs", "one", id, "redactions"],
    queryFn: ({ pageParam, signal }) => answer(api.GET("/v2/runs/{id}/redactions", { params: { path: { id }, query: { cursor: pageParam, limit: 200 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** The runs that a run belongs to: parents, children, branches. */
export const runTreeQuery = (id: string) =>
  queryOptions({ queryKey: ["runs", "one", id, "tree"], queryFn: ({ signal }) => answer(api.GET("/v2/runs/{id}/tree", { params: { path: { id } }, signal })) });

/** Other attempts at the task of a run. */
export const peersQuery = (id: string) =>
  queryOptions({ queryKey: ["runs", "one", id, "peers"], queryFn: ({ signal }) => answer(api.GET("/v2/runs/{id}/peers", { params: { path: { id } }, signal })) });

export const compareQuery = (left: string, right: string, changes: boolean) =>
  infiniteQueryOptions({
    queryKey: ["runs", "compare", left, right, changes],
    queryFn: ({ pageParam, signal }) => answer(api.GET("/v2/runs/compare", { params: { query: { left, right, changes, from: pageParam, limit: 100 } }, signal })),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.from + page.rows.length < page.total && page.rows.length > 0 ? page.from + page.rows.length : undefined),
  });

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

/** A sealed run with everything that proves it, as one signed file; with the runs below it, if asked. */
export const downloadBundle = (id: string, children: boolean) => getFile(`/v2/runs/${id}/bundle${children ? "?children=true" : ""}`);

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
