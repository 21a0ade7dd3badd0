import { useQueries, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RunOutline, StepView } from "@/api/contract";
import { stepPageQuery, type StepFilter } from "@/api/steps";
import { isNear, pageOf, pagesFor, type Pages } from "@/features/runs/window";

/** How long the scroll bar must rest before a place far away is read. */
const restMs = 120;

const combine = (answers: UseQueryResult<StepView[]>[]) => ({ pages: answers.map((answer) => answer.data), error: answers.find((answer) => answer.error)?.error ?? null, retry: () => answers.forEach((answer) => answer.error && void answer.refetch()) });

/** The steps of a run as a list of any length of which only the pages near what is seen, and that of the chosen step, are held. */
export function useStepWindow(runId: string, filter: StepFilter, outline: RunOutline | undefined, chosen: number | undefined) {
  const client = useQueryClient();
  const [near, setNear] = useState<Pages>({ first: 0, last: 0 });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const starts = useMemo(() => outline?.pages ?? [], [outline]);
  const size = outline?.pageSize ?? 1;
  const onRange = useCallback(
    (first: number, last: number) => {
      const next = pagesFor(first, last, size, starts.length);
      clearTimeout(timer.current);
      const take = () => setNear((now) => (now.first === next.first && now.last === next.last ? now : next));
      setNear((now) => {
        if (isNear(next, now)) return now.first === next.first && now.last === next.last ? now : next;
        timer.current = setTimeout(take, restMs);
        return now;
      });
    },
    [size, starts],
  );

  const chosenPage = chosen === undefined ? -1 : pageOf(starts, chosen);
  const wanted = useMemo(() => {
    const pages = new Set<number>();
    for (let page = near.first; page <= Math.min(near.last, starts.length - 1); page++) pages.add(page);
    if (chosenPage >= 0) pages.add(chosenPage);
    return [...pages].sort((a, b) => a - b);
  }, [near, starts, chosenPage]);
  const held = useQueries({ queries: wanted.map((page) => stepPageQuery(runId, filter, starts[page]!, size)), combine });

  const byPage = useMemo(() => new Map(wanted.map((page, i) => [page, held.pages[i]])), [wanted, held.pages]);
  const stepAt = useCallback((index: number) => byPage.get(Math.floor(index / size))?.[index % size], [byPage, size]);
  const place = useMemo(() => {
    if (chosen === undefined || chosenPage < 0) return -1;
    const within = byPage.get(chosenPage)?.findIndex((step) => step.seq === chosen) ?? -1;
    return within < 0 ? -1 : chosenPage * size + within;
  }, [byPage, chosen, chosenPage, size]);

  /** The step at a place in the list, read first when it is not held. */
  const readAt = async (index: number): Promise<StepView | undefined> => {
    const page = Math.floor(index / size);
    return stepAt(index) ?? (await client.fetchQuery(stepPageQuery(runId, filter, starts[page]!, size)))[index % size];
  };
  return { stepAt, readAt, place, onRange, byPage, error: held.error, retry: held.retry };
}
