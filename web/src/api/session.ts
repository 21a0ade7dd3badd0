import { queryOptions } from "@tanstack/react-query";
import type { Role } from "@/api/contract";
import { answer, api, postForm } from "@/api/http";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => answer(api.GET("/v2/session", { signal })),
  staleTime: 5 * 60_000,
});

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: ({ signal }) => answer(api.GET("/v2/keys", { params: { query: { limit: 200 } }, signal })),
});

export const createKey = (key: { name: string; role: Role; expiresInDays?: number }) => answer(api.POST("/v2/keys", { body: key }));
export const revokeKey = (id: string) => answer(api.POST("/v2/keys/{id}/revoke", { params: { path: { id } } }));
export const signOut = () => postForm("/sign-out");
