// Which pages of a long list are needed for what is seen. Pure.
import type { RunOutline, RunView } from "@/api/contract";

/** First and last page, both included. */
export type Pages = { first: number; last: number };

/** The pages of the rows that are seen. */
export function pagesSeen(firstRow: number, lastRow: number, pageSize: number, pageCount: number): Pages {
  const clamp = (row: number) => Math.min(Math.max(Math.floor(row / pageSize), 0), Math.max(pageCount - 1, 0));
  return { first: clamp(firstRow), last: clamp(lastRow) };
}

/** What is held for them: one page more before and after, so that scrolling never waits. */
export const pagesHeld = (seen: Pages, pageCount: number): Pages => ({ first: Math.max(seen.first - 1, 0), last: Math.min(seen.last + 1, Math.max(pageCount - 1, 0)) });

/** True when all that is seen is held: the reader scrolls. False when the scroll bar was dragged on, and most of what it passes is never looked at. */
export const isHeld = (seen: Pages, held: Pages): boolean => seen.first >= held.first && seen.last <= held.last;

/** The page a step is in, by the seqs at which pages begin; -1 when it lies before the first. */
export function pageOf(starts: readonly number[], seq: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= seq) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The next failed step after (or before) a place, going round at the end. */
export function nextError(errors: readonly number[], from: number | undefined, back: boolean): number | undefined {
  if (back) return errors.findLast((seq) => seq < (from ?? Infinity)) ?? errors.at(-1);
  return errors.find((seq) => seq > (from ?? -1)) ?? errors[0];
}

/** What is known of a complete run's steps before its outline is: they are numbered without a gap, so that its first page can be shown at once. */
export function outlineOf(run: RunView, pageSize: number): RunOutline {
  const pages = Array.from({ length: Math.ceil(run.stepCount / pageSize) }, (_, page) => page * pageSize);
  const took = run.startedAt != null && run.endedAt != null && run.endedAt > run.startedAt;
  return { runId: run.id, count: run.stepCount, pageSize, pages, kinds: {}, errorCount: 0, errors: [], startedAt: run.startedAt, endedAt: run.endedAt, maxDepth: 0, hasDurations: took, hasTokens: run.tokens.in != null || run.tokens.out != null, stretches: [] };
}
