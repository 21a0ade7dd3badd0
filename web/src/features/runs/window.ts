// Which pages of a long list are needed for what is seen. Pure.

/** First and last page, both included. */
export type Pages = { first: number; last: number };

/** The pages of the rows that are seen, and one before and after, so that slow scrolling never waits. */
export function pagesFor(firstRow: number, lastRow: number, pageSize: number, pageCount: number): Pages {
  const clamp = (page: number) => Math.min(Math.max(page, 0), Math.max(pageCount - 1, 0));
  return { first: clamp(Math.floor(firstRow / pageSize) - 1), last: clamp(Math.floor(lastRow / pageSize) + 1) };
}

/** True when the pages lie beside those known already: the reader scrolls. False when the scroll bar was dragged away, and most of what it passes is never looked at. */
export const isNear = (now: Pages, before: Pages): boolean => now.first <= before.last + 1 && now.last >= before.first - 1;

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
