import type { RunOutline } from "@/api/contract";
import { compact, plural } from "@/ui/format";

/** The whole run in a strip: how much was said where, and where it failed. A click goes there; the keys reach the same places. */
export function RunMap({ outline, chosen, onPick }: { outline: RunOutline; chosen: number | undefined; onPick: (seq: number) => void }) {
  const weight = (stretch: RunOutline["stretches"][number]) => (outline.hasTokens ? stretch.tokens : stretch.steps);
  const top = Math.max(1, ...outline.stretches.map(weight));
  const here = chosen === undefined ? -1 : outline.stretches.findLastIndex((stretch) => stretch.seq <= chosen);
  const said = `${outline.hasTokens ? "Tokens" : "Steps"} along the run in ${outline.stretches.length} stretches; ${plural(outline.stretches.filter((s) => s.errors > 0).length, "stretch", "stretches")} with errors`;
  return (
    <div className="run-map">
      <span className="muted">{outline.hasTokens ? "Tokens" : "Steps"}</span>
      {/* A shortcut for the pointer; Page keys, Home, End and e go to the same places. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <div
        className="run-map-bars"
        role="img"
        aria-label={said}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const at = Math.min(outline.stretches.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * outline.stretches.length)));
          onPick(outline.stretches[at]!.seq);
        }}
      >
        {outline.stretches.map((stretch, i) => (
          <span
            key={stretch.seq}
            data-here={i === here || undefined}
            data-failed={stretch.errors > 0 || undefined}
            title={`From step ${stretch.seq}: ${plural(stretch.steps, "step")}${outline.hasTokens ? `, ${compact(stretch.tokens)} tokens` : ""}${stretch.errors ? `, ${plural(stretch.errors, "error")}` : ""}`}
          >
            <span style={{ height: `${Math.max(6, (weight(stretch) / top) * 100)}%` }} />
          </span>
        ))}
      </div>
    </div>
  );
}
