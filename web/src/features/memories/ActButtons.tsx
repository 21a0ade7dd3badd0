import { Check, Pin, ShieldAlert, TimerOff, X, type LucideIcon } from "lucide-react";
import { actsFor, keyOf, verb, type Act } from "@/features/memories/decide";
import type { Decidable, Decide } from "@/features/memories/useDecide";

const icons: Record<Act, LucideIcon> = { promote: Check, pin: Pin, reject: X, expire: TimerOff, quarantine: ShieldAlert };

export function ActButtons({ item, decide, short = false }: { item: Decidable; decide: Decide; short?: boolean }) {
  const acts = actsFor(item.standing);
  if (acts.length === 0) return null;
  return (
    <span className="row act-buttons">
      {acts.map((act, i) => {
        const Icon = icons[act];
        const word = verb(act, item.standing);
        return (
          <button
            key={act}
            type="button"
            className={`button small${short ? " icon-only quiet" : act === "promote" && i === 0 && item.standing !== "pinned" ? " primary" : ""}`}
            aria-label={short ? word : undefined}
            title={`${word} (${keyOf[act]})`}
            disabled={decide.busy}
            onClick={() => decide.decide([item], act)}
          >
            <Icon className="icon small" aria-hidden />
            {!short && word}
          </button>
        );
      })}
    </span>
  );
}
