import { useVirtualizer } from "@tanstack/react-virtual";
import { AlertCircle, Bot, ClipboardCheck, FileStack, Forward, Scale, Scissors, ScrollText, Settings2, StickyNote, Terminal, User, type LucideIcon } from "lucide-react";
import { useEffect, useId, useRef } from "react";
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
  /** Runs that began at this step. */
  begun: number;
};

const icons: Record<string, LucideIcon> = {
  system: Settings2, user: User, llm: Bot, tool: Terminal, compaction: Scissors, policy: Scale, compile: FileStack, handoff: Forward, eval: ClipboardCheck, note: StickyNote,
};

const rowHeight = 32;

type Props = {
  count: number;
  /** The row at a place; undefined while it is being read. */
  rowAt: (index: number) => TimelineRow | undefined;
  /** Place of the chosen row, -1 when there is none or it is not known yet. */
  at: number;
  onGo: (index: number) => void;
  /** Goes to the next or the previous failed step; false when there is none. */
  onError: (back: boolean) => boolean;
  onEnter: () => void;
  /** Told which rows are seen whenever that changes. */
  onRange: (first: number, last: number) => void;
  timed: boolean;
  tokened: boolean;
  label: string;
};

/** Steps as one line each, in the order they happened, drawn only where they are seen and read only near there. j/k and the arrows move, e goes to the next error, Enter to the payload. */
export function Timeline({ count, rowAt, at, onGo, onError, onEnter, onRange, timed, tokened, label }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const base = useId();
  const virtual = useVirtualizer({ count, getScrollElement: () => frame.current, estimateSize: () => rowHeight, overscan: 12, initialRect: { width: 600, height: 600 } });

  useEffect(() => {
    if (at < 0) return;
    // A step beside those seen is moved to; one that a link or a jump names is shown with what stands around it.
    const { startIndex, endIndex } = virtual.range ?? { startIndex: 0, endIndex: -1 };
    virtual.scrollToIndex(at, { align: at >= startIndex - 1 && at <= endIndex + 1 ? "auto" : "center" });
  }, [at, virtual]);

  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onRange(first, last), [first, last, onRange]);

  useKeys((key, event) => {
    const focused = frame.current?.contains(document.activeElement) ?? false;
    if (key === "e" || key === "E") return onError(key === "E");
    if (!focused && key !== "j" && key !== "k") return false;
    if (key === "Enter" && event.target === frame.current) {
      onEnter();
      return true;
    }
    const next = moveCursor(key, at, count, 15);
    if (next === null) return false;
    onGo(next);
    return true;
  });

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
          const row = rowAt(item.index);
          const place = { transform: `translateY(${item.start}px)`, height: rowHeight };
          if (!row) {
            return (
              <div key={item.index} role="option" tabIndex={-1} aria-selected={false} aria-setsize={count} aria-posinset={item.index + 1} className="timeline-row" data-waiting style={place}>
                <span className="visually-hidden">Step is being read</span>
                <span className="timeline-ghost" aria-hidden style={{ width: `${34 + ((item.index * 29) % 41)}%` }} />
              </div>
            );
          }
          const Icon = icons[row.kind] ?? ScrollText;
          return (
            // The listbox holds the focus and the keys; its options are only clicked.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={item.index}
              id={`${base}-${item.index}`}
              role="option"
              tabIndex={-1}
              aria-selected={item.index === at}
              aria-setsize={count}
              aria-posinset={item.index + 1}
              className="timeline-row"
              data-kind={row.kind}
              data-failed={row.failed || undefined}
              style={place}
              onClick={() => onGo(item.index)}
            >
              <span className="timeline-seq">{row.seq}</span>
              <span className="timeline-what" style={{ paddingLeft: Math.min(row.depth, 6) * 14 }}>
                {row.depth > 0 && <span className="timeline-branch" data-parallel={row.parallel || undefined} aria-hidden />}
                <Icon className="icon small" aria-hidden />
                <span className="timeline-label">{row.label}</span>
                {row.parallel && <span className="timeline-flag" title="Ran beside its siblings">∥<span className="visually-hidden"> parallel</span></span>}
                <span className="timeline-essence truncate">{row.essence}</span>
                {row.begun > 0 && <span className="timeline-flag begun" title="Other runs began here">→ {row.begun === 1 ? "1 run" : `${row.begun} runs`}</span>}
                {row.redacted && <span className="timeline-flag redacted" title="A secret was taken out">redacted</span>}
                {row.failed && <span className="timeline-error"><AlertCircle className="icon small" aria-hidden /> error</span>}
              </span>
              {tokened && <span className="timeline-tokens">{row.tokens === null ? "" : compact(row.tokens)}</span>}
              {timed && (
                <span className="timeline-time">
                  <span className="timeline-span" aria-hidden>
                    {row.from !== null && row.to !== null && <span style={{ left: `min(calc(100% - 2px), ${row.from * 100}%)`, width: `max(2px, ${(row.to - row.from) * 100}%)` }} />}
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
