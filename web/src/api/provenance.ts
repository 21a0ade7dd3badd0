import { queryOptions } from "@tanstack/react-query";
import type { ProvenanceGraph } from "@/api/contract";
import { answer, api, getText } from "@/api/http";

export const provenanceQuery = (kind: string, id: string) =>
  queryOptions({
    queryKey: ["provenance", kind, id],
    queryFn: ({ signal }) => answer(api.GET("/v2/provenance/{kind}/{id}", { params: { path: { kind, id } }, signal })),
  });

/** What an answer left out, by the request that it named for going on. */
export const moreQuery = (next: string) =>
  queryOptions({
    queryKey: ["provenance", "more", next],
    queryFn: async ({ signal }) => JSON.parse((await getText(next, signal)).text) as ProvenanceGraph,
  });
