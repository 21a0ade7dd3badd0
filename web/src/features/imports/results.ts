// From an import job to one line a file. Pure.
import type { JobView } from "@/api/contract";
import type { ImportResult } from "@/api/imports";

export type FileState = "imported" | "unchanged" | "skipped" | "failed";
export type FileLine = { file: string; state: FileState; runId?: string; steps?: number; line?: number | null; reason?: string };

/** What became of each file: failures first, then the runs, then what was skipped. While the job runs only its failures are known. */
export function fileLines(job: JobView, result: ImportResult | null): FileLine[] {
  const failed = (result?.failed ?? job.errors.map((error) => ({ file: error.subject, line: error.line, reason: error.reason }))).map((each): FileLine => ({ ...each, state: "failed" }));
  if (!result) return failed;
  const skipped = result.skipped.map((file): FileLine => ({ file, state: "skipped", reason: "Not a session of a known format" }));
  const runs = (result.runs ?? []).map(({ file, runId, state, steps }): FileLine => ({ file, state, runId, steps }));
  return [...failed, ...runs, ...skipped];
}

export const fileStates: FileState[] = ["imported", "unchanged", "skipped", "failed"];

/** How many files each state has; of long lists the platform names the first thousand, so the job's own counts go first. */
export function stateCounts(job: JobView, result: ImportResult | null): Record<FileState, number> {
  return {
    imported: result?.imported ?? 0,
    unchanged: result?.unchanged ?? 0,
    skipped: result?.skipped.length ?? 0,
    failed: Math.max(job.errorCount, result?.failed.length ?? 0),
  };
}

export function bytes(n: number): string {
  if (n < 1024) return `${n} B`;
  if (n < 1024 * 1024) return `${(n / 1024).toFixed(1)} KiB`;
  return `${(n / 1024 / 1024).toFixed(1)} MiB`;
}
