// One list out of every service's jobs. Pure.
import type { JobView } from "@/api/contract";

export const isOpen = (job: JobView): boolean => job.status === "queued" || job.status === "running";

/** Open jobs first, then the newest. */
export const mergeJobs = (lists: JobView[][]): JobView[] =>
  lists.flat().sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.createdAt.localeCompare(a.createdAt));

export const jobKey = (job: { service: string; id: string }): string => `${job.service}:${job.id}`;

export function parseJobKey(key: string): { service: string; id: string } | null {
  const cut = key.indexOf(":");
  return cut > 0 ? { service: key.slice(0, cut), id: key.slice(cut + 1) } : null;
}
