import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/http";

/** Every service that runs jobs; each answers with the same shape and the dashboard merges them. */
export const services = ["recorder", "memory", "context", "policy"] as const;
export type Service = (typeof services)[number];

// Jobs and dead letters have one shape in every service, so the Recorder's paths stand for all; only the name in the address differs.
const at = <P extends string>(path: P, service: string) => path.replace("/recorder/", `/${service}/`) as P;

export const jobsQuery = (service: Service) =>
  queryOptions({
    queryKey: ["jobs", "list", service],
    queryFn: ({ signal }) => answer(api.GET(at("/v2/recorder/jobs", service), { params: { query: { limit: 100 } }, signal })),
  });

export const jobQuery = (service: string, id: string) =>
  queryOptions({
    queryKey: ["jobs", "one", service, id],
    queryFn: ({ signal }) => answer(api.GET(at("/v2/recorder/jobs/{id}", service), { params: { path: { id } }, signal })),
  });

export const deadLettersQuery = (service: Service) =>
  queryOptions({
    queryKey: ["jobs", "dead-letters", service],
    queryFn: ({ signal }) => answer(api.GET(at("/v2/recorder/dead-letters", service), { params: { query: { limit: 100 } }, signal })),
  });

export const cancelJob = (service: string, id: string) => answer(api.POST(at("/v2/recorder/jobs/{id}/cancel", service), { params: { path: { id } } }));
export const retryDeadLetter = (service: string, id: string) => answer(api.POST(at("/v2/recorder/dead-letters/{id}/retry", service), { params: { path: { id } } }));
export const discardDeadLetter = (service: string, id: string) => answer(api.POST(at("/v2/recorder/dead-letters/{id}/discard", service), { params: { path: { id } } }));
