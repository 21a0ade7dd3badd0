// From an import job to one line a file. Pure.
import type { JobView } from "@/api/contract";
import type { ImportResult } from "@/api/imports";
import { plural } from "@/ui/format";

export type FileState = "imported" | "unchanged" | "skipped" | "failed";
export type FileLine = { file: string; state: FileState; runId?: string; steps?: number; line?: number | null; reason?: string; again?: true };

/** What became of each file: failures first, then the runs, then what was skipped. While the job runs only its failures are known. */
export function fileLines(job: JobView, result: ImportResult | null): FileLine[] {
  const failed = (result?.failed ?? job.errors.map((error) => ({ file: error.subject, line: error.line, reason: error.reason }))).map((each): FileLine => ({ ...each, state: "failed" }));
  if (!result) return failed;
  const skipped = result.skipped.map((file): FileLine => ({ file, state: "skipped", reason: "Not a session of a known format" }));
  // Runs of one file stand together; the platform lists them as they were ready.
  const first = new Map<string, number>();
  (result.runs ?? []).forEach(({ file }, i) => first.has(file) || first.set(file, i));
  const runs = (result.runs ?? [])
    .toSorted((a, b) => first.get(a.file)! - first.get(b.file)!)
    .map(({ file, runId, state, steps }, i, all): FileLine => ({ file, state, runId, steps, again: all[i - 1]?.file === file || undefined }));
  return [...failed, ...runs, ...skipped];
}

/** "6 runs of 2 files"; of files only where every run is listed. */
export function runsAndFiles(result: ImportResult): string {
  const runs = result.imported + result.unchanged;
  const files = new Set((result.runs ?? []).map((run) => run.file)).size;
  return files > 0 && (result.runs ?? []).length === runs ? `${plural(runs, "run")} of ${plural(files, "file")}` : plural(runs, "run");
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
