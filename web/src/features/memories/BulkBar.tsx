import { useState } from "react";
import { acts, preview, verb, type Act } from "@/features/memories/decide";
import type { Decidable, Decide } from "@/features/memories/useDecide";
import { Confirm } from "@/ui/Confirm";
import { oneLine, plural } from "@/ui/format";
import { Status } from "@/ui/Status";

/** Acts on all chosen rows at once, after showing which ones change. */
export function BulkBar({ items, decide, onClear }: { items: Decidable[]; decide: Decide; onClear: () => void }) {
  const [asking, setAsking] = useState<Act | null>(null);
  const plan = asking ? preview(items, (item) => item.standing, asking) : null;
  const possible = acts.filter((act) => preview(items, (item) => item.standing, act).changes.length > 0);
  return (
    <div className="bulk-bar" role="region" aria-label="Chosen rows">
      <strong>{plural(items.length, "row")} chosen</strong>
      {possible.map((act) => <button key={act} type="button" className="button small" onClick={() => setAsking(act)}>{verb(act, "pending")}</button>)}
      <button type="button" className="button small quiet" onClick={onClear}>Clear choice</button>
      {asking && plan && (
        <Confirm
          title={`${verb(asking, "pending")} ${plural(plan.changes.length, "memory", "memories")}?`}
          verb={`${verb(asking, "pending")} ${plan.changes.length}`}
          danger={asking === "reject" || asking === "expire"}
          onConfirm={async () => {
            await decide.decideAll(plan.changes, asking);
            onClear();
          }}
          onClose={() => setAsking(null)}
        >
          <ul className="bulk-preview">
            {plan.changes.slice(0, 12).map((item) => (
              <li key={item.id}><Status value={item.standing} /> <span className="truncate">{oneLine(item.text, 120)}</span></li>
            ))}
            {plan.changes.length > 12 && <li className="muted">and {plan.changes.length - 12} more</li>}
          </ul>
          {plan.skipped > 0 && <p>{plural(plan.skipped, "chosen row")} would not change and {plan.skipped === 1 ? "is" : "are"} left alone.</p>}
        </Confirm>
      )}
    </div>
  );
}
