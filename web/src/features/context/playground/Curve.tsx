import { useMemo } from "react";
import type { Receipt } from "@/api/contract";
import { curve, heldShare } from "@/features/context/playground/draft";
import { count } from "@/ui/format";

const [width, height] = [640, 120];

/** Evidence against tokens: how much of what could be had so many tokens hold, best first; the dot is this window. */
export function Curve({ receipt }: { receipt: Receipt }) {
  const { budget, entries } = receipt;
  const points = useMemo(() => curve(entries), [entries]);
  const last = points[points.length - 1]!;
  if (points.length < 3) return null;
  const most = Math.max(last.tokens, budget);
  const x = (tokens: number) => (tokens / most) * width;
  const y = (share: number) => height - share * height;
  const held = heldShare(entries);
  const path = points.map((point, i) => `${i === 0 ? "M" : "L"}${x(point.tokens).toFixed(1)} ${y(point.share).toFixed(1)}`).join("");
  const said = `The window holds ${Math.round(held * 100)} % of the scores of all ${count(points.length - 1)} candidates that may stand in it; all of them need ${count(last.tokens)} tokens.`;
  return (
    <figure className="curve">
      <figcaption>{said}</figcaption>
      <div className="curve-plot">
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={said}>
          <path className="curve-area" d={`${path}L${x(last.tokens)} ${height}L0 ${height}Z`} />
          <path className="curve-line" d={path} vectorEffect="non-scaling-stroke" />
          <line className="curve-budget" x1={x(budget)} x2={x(budget)} y1={0} y2={height} vectorEffect="non-scaling-stroke" />
        </svg>
        <span className="curve-dot" aria-hidden style={{ left: `${(x(receipt.usedTokens) / width) * 100}%`, top: `${(1 - held) * 100}%` }} />
      </div>
      <div className="curve-axis" aria-hidden><span>0 tokens</span><span>{count(most)} tokens</span></div>
    </figure>
  );
}
