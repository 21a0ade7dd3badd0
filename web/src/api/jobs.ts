import { queryOptions } from "@tanstack/react-query";
import type { DeadLetterView, JobView, Page } from "@/api/contract";
import { getJson, postJson } from "@/api/http";

/** Every service that runs jobs; each answers with the same shape and the dashboard merges them. */
export const services = ["recorder", "memory", "context", "policy"] as const;
export type Service = (typeof services)[number];

export const jobsQuery = (service: Service) =>
  queryOptions({
    queryKey: ["jobs", "list", service],
    queryFn: ({ signal }) => getJson<Page<JobView>>(`/v2/${service}/jobs`, { limit: 100 }, signal),
  });

export const jobQuery = (service: string, id: string) =>
  queryOptions({
    queryKey: ["jobs", "one", service, id],
    queryFn: ({ signal }) => getJson<JobView>(`/v2/${service}/jobs/${id}`, undefined, signal),
  });

export const deadLettersQuery = (service: Service) =>
  queryOptions({
    queryKey: ["jobs", "dead-letters", service],
    queryFn: ({ signal }) => getJson<Page<DeadLetterView>>(`/v2/${service}/dead-letters`, { limit: 100 }, signal),
  });

export const cancelJob = (service: string, id: string) => postJson<JobView>(`/v2/${service}/jobs/${id}/cancel`);
export const retryDeadLetter = (service: string, id: string) => postJson<unknown>(`/v2/${service}/dead-letters/${id}/retry`);
export const discardDeadLetter = (service: string, id: string) => postJson<unknown>(`/v2/${service}/dead-letters/${id}/discard`);
