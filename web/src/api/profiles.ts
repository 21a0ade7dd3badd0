import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/http";

export const profilesQuery = queryOptions({
  queryKey: ["profiles", "list"],
  queryFn: ({ signal }) => answer(api.GET("/v2/context/profiles", { signal })),
});

export const profileQuery = (name: string) =>
  queryOptions({
    queryKey: ["profiles", "one", name],
    queryFn: ({ signal }) => answer(api.GET("/v2/context/profiles/{name}", { params: { path: { name } }, signal })),
  });

export const profileVersionQuery = (name: string, version: number) =>
  queryOptions({
    queryKey: ["profiles", "one", name, version],
    queryFn: ({ signal }) => answer(api.GET("/v2/context/profiles/{name}/versions/{version}", { params: { path: { name, version } }, signal })),
  });

export const profileDiffQuery = (name: string, from: string, to: string) =>
  queryOptions({
    queryKey: ["profiles", "one", name, "diff", from, to],
    queryFn: ({ signal }) => answer(api.GET("/v2/context/profiles/{name}/diff", { params: { path: { name }, query: { from, to } }, signal })),
    staleTime: Infinity,
  });

export const defaultHistoryQuery = queryOptions({
  queryKey: ["profiles", "default-history"],
  queryFn: ({ signal }) => answer(api.GET("/v2/context/profiles/default/history", { signal })),
});

export type ProfileChanges = { name: string; reason: string; base: string; changes: Record<string, unknown> };

export const createProfileVersion = (body: ProfileChanges) => answer(api.POST("/v2/context/profiles", { body: { ...body, changes: body.changes as Record<string, never> } }));

export const setDefaultProfile = (body: { name: string; version: number; reason: string }) => answer(api.PUT("/v2/context/profiles/default", { body }));
