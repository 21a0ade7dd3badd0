import { queryOptions } from "@tanstack/react-query";
import type { KeyCreated, KeyView, Page, Role, SessionView } from "@/api/contract";
import { getJson, postForm, postJson } from "@/api/http";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => getJson<SessionView>("/v2/session", undefined, signal),
  staleTime: 5 * 60_000,
});

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: ({ signal }) => getJson<Page<KeyView>>("/v2/keys", { limit: 200 }, signal),
});

export const createKey = (key: { name: string; role: Role; expiresInDays?: number }) => postJson<KeyCreated>("/v2/keys", key);
export const revokeKey = (id: string) => postJson<KeyView>(`/v2/keys/${id}/revoke`);
export const signOut = () => postForm("/sign-out");
