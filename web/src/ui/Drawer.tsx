import { Maximize2, X } from "lucide-react";
import "@/ui/drawer.css";

/** The quick look beside a list: not modal, the list stays usable and keeps the keyboard. */
export function Drawer({ label, onClose, open, children }: { label: string; onClose: () => void; open?: React.ReactNode; children: React.ReactNode }) {
  return (
    <aside className="drawer" aria-label={label}>
      <header>
        <span className="muted">{label}</span>
        <span className="row">
          {open}
          <button type="button" className="button small quiet icon-only" aria-label="Close quick look" title="Close (Esc)" onClick={onClose}>
            <X className="icon small" aria-hidden />
          </button>
        </span>
      </header>
      <div className="drawer-body">{children}</div>
    </aside>
  );
}

export const OpenIcon = () => <Maximize2 className="icon small" aria-hidden />;
