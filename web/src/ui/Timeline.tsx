import { useVirtualizer } from "@tanstack/react-virtual";
import { AlertCircle, Bot, ClipboardCheck, FileStack, Forward, Scale, Scissors, ScrollText, Settings2, StickyNote, Terminal, User, type LucideIcon } from "lucide-react";
import { useEffect, useId, useMemo, useRef } from "react";
import { compact, duration } from "@/ui/format";
import { moveCursor, useKeys } from "@/ui/keyboard";
import "@/ui/timeline.css";

export type TimelineRow = {
  seq: number;
  depth: number;
  kind: string;
  /** The kind as a word, or the tool's name. */
  label: string;
  essence: string;
  tokens: number | null;
  durationMs: number | null;
  /** Where the step lies in the run's span, both 0 to 1. */
  from: number | null;
  to: number | null;
  /** Siblings that ran at the same parent's word. */
  parallel: boolean;
  failed: boolean;
  redacted: boolean;
};

const icons: Record<string, LucideIcon> = {
  system: Settings2, user: User, llm: Bot, tool: Terminal, compaction: Scissors, policy: Scale, compile: FileStack, handoff: Forward, eval: ClipboardCheck, note: StickyNote,
};

const rowHeight = 32;

/** Steps as one line each, in the order they happened, drawn only where they are seen. j/k and the arrows move, e goes to the next error, Enter to the payload. */
export function Timeline({ rows, selected, onSelect, onEnter, label }: { rows: TimelineRow[]; selected: number | undefined; onSelect: (seq: number) => void; onEnter: () => void; label: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const base = useId();
  const at = useMemo(() => rows.findIndex((row) => row.seq === selected), [rows, selected]);
  const timed = useMemo(() => rows.some((row) => row.durationMs !== null && row.durationMs > 0), [rows]);
  const tokened = useMemo(() => rows.some((row) => row.tokens !== null), [rows]);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => rowHeight, overscan: 12, initialRect: { width: 600, height: 600 } });

  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);

  const go = (index: number) => {
    const row = rows[index];
    if (row) onSelect(row.seq);
  };
  useKeys((key, event) => {
    const focused = frame.current?.contains(document.activeElement) ?? false;
    if (key === "e" || key === "E") {
      const order = key === "e" ? rows : [...rows].reverse();
      const start = key === "e" ? at : rows.length - 1 - at;
      const next = order.slice(at < 0 ? 0 : start + 1).find((row) => row.failed) ?? order.find((row) => row.failed);
      if (!next) return false;
      onSelect(next.seq);
      return true;
    }
    if (!focused && key !== "j" && key !== "k") return false;
    if (key === "Enter" && event.target === frame.current) {
      onEnter();
      return true;
    }
    const next = moveCursor(key, at, rows.length, 15);
    if (next === null) return false;
    go(next);
    return true;
  });

  const items = virtual.getVirtualItems();
  const drawn = items.some((item) => item.index === at);
  return (
    <div
      ref={frame}
      className="timeline"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={at >= 0 && drawn ? `${base}-${at}` : undefined}
      data-timed={timed || undefined}
      data-tokened={tokened || undefined}
    >
      <div className="timeline-canvas" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]!;
          const Icon = icons[row.kind] ?? ScrollText;
          return (
            // The listbox holds the focus and the keys; its options are only clicked.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={row.seq}
              id={`${base}-${item.index}`}
              role="option"
              tabIndex={-1}
              aria-selected={item.index === at}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              className="timeline-row"
              data-kind={row.kind}
              data-failed={row.failed || undefined}
              style={{ transform: `translateY(${item.start}px)`, height: rowHeight }}
              onClick={() => go(item.index)}
            >
              <span className="timeline-seq">{row.seq}</span>
              <span className="timeline-what" style={{ paddingLeft: Math.min(row.depth, 6) * 14 }}>
                {row.depth > 0 && <span className="timeline-branch" data-parallel={row.parallel || undefined} aria-hidden />}
                <Icon className="icon small" aria-hidden />
                <span className="timeline-label">{row.label}</span>
                {row.parallel && <span className="timeline-flag" title="Ran beside its siblings">∥<span className="visually-hidden"> parallel</span></span>}
                <span className="timeline-essence truncate">{row.essence}</span>
                {row.redacted && <span className="timeline-flag redacted" title="A secret was taken out">redacted</span>}
                {row.failed && <span className="timeline-error"><AlertCircle className="icon small" aria-hidden /> error</span>}
              </span>
              {tokened && <span className="timeline-tokens">{row.tokens === null ? "" : compact(row.tokens)}</span>}
              {timed && (
                <span className="timeline-time">
                  <span className="timeline-span" aria-hidden>
                    {row.from !== null && row.to !== null && <span style={{ left: `${row.from * 100}%`, width: `max(2px, ${(row.to - row.from) * 100}%)` }} />}
                  </span>
                  <span className="timeline-ms">{row.durationMs === null ? "" : duration(row.durationMs)}</span>
                </span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
