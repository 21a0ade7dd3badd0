import { ArrowLeftRight, ChevronRight, Equal, Minus, Plus, SquarePen } from "lucide-react";
import { useState } from "react";
import type { LucideIcon } from "lucide-react";
import "@/ui/diff.css";

export type DiffMark = "same" | "changed" | "dropped" | "added" | "moved";

export type DiffRow = {
  id: string;
  mark: DiffMark;
  /** The mark as a word; it is never told by colour alone. */
  word: string;
  left: React.ReactNode;
  right: React.ReactNode;
  /** What differs, in a few words. */
  note?: string;
};

const marks: Record<DiffMark, LucideIcon> = { same: Equal, changed: SquarePen, dropped: Minus, added: Plus, moved: ArrowLeftRight };

/** Two sides laid opposite each other by what they are, one line a pair; what a pair holds is shown when it is opened. */
export function Diff({ label, leftTitle, rightTitle, rows, detail }: { label: string; leftTitle: string; rightTitle: string; rows: DiffRow[]; detail: (id: string) => React.ReactNode }) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    setOpened(next);
  };
  return (
    <div className="diff">
      <div className="diff-head" aria-hidden><span /><span>{leftTitle}</span><span>{rightTitle}</span></div>
      <ol aria-label={label}>
        {rows.map((row) => {
          const Icon = marks[row.mark];
          const open = opened.has(row.id);
          return (
            <li key={row.id} className="diff-row" data-mark={row.mark}>
              <button type="button" className="diff-line" aria-expanded={open} data-diff-row onClick={() => toggle(row.id)}>
                <span className="diff-mark">
                  <ChevronRight className="icon small diff-arrow" aria-hidden />
                  <Icon className="icon small" aria-hidden />
                  <span>{row.word}</span>
                  {row.note && <span className="diff-note truncate">{row.note}</span>}
                </span>
                <span className="diff-side" data-side="left" data-empty={row.left === null || undefined}>{row.left ?? <span className="visually-hidden">nothing on the left</span>}</span>
                <span className="diff-side" data-side="right" data-empty={row.right === null || undefined}>{row.right ?? <span className="visually-hidden">nothing on the right</span>}</span>
              </button>
              {open && <div className="diff-detail">{detail(row.id)}</div>}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
