import { useSyncExternalStore } from "react";
import { exact, relative } from "@/ui/format";

// One clock for the whole page: it ticks every ten seconds, and only while something shows a time.
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

function watch(notify: () => void): () => void {
  watchers.add(notify);
  // The clock stood still while nothing showed a time.
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of watchers) each();
  }, 10_000);
  return () => {
    watchers.delete(notify);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

export const useNow = (): number => useSyncExternalStore(watch, () => now);

export function Ago({ at }: { at: string | null | undefined }) {
  const current = useNow();
  if (at == null) return <span className="muted">–</span>;
  return (
    <time dateTime={at} title={exact(at)} className="nowrap">
      {relative(at, current)}
    </time>
  );
}
