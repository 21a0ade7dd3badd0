import { Undo2, X } from "lucide-react";
import "@/ui/undo.css";

/** Says what was just done and offers the way back, for as long as nothing else was done. */
export function UndoBar({ text, undo, onClose }: { text: string; undo?: () => void; onClose: () => void }) {
  return (
    <div className="undo-bar" role="status">
      <span className="truncate">{text}</span>
      {undo && (
        <button type="button" className="button small" onClick={undo} title="u">
          <Undo2 className="icon small" aria-hidden /> Undo <kbd aria-hidden>u</kbd>
        </button>
      )}
      <button type="button" className="button small quiet icon-only" aria-label="Dismiss" onClick={onClose}>
        <X className="icon small" aria-hidden />
      </button>
    </div>
  );
}
