import type { LaneUse } from "@/api/contract";
import { budgetSegments } from "@/features/context/receipt";
import { count, sentence } from "@/ui/format";

/** The token budget by lane: used, kept in reserve, free. The table below says the same in numbers. */
export function BudgetBar({ lanes, budget, used }: { lanes: LaneUse[]; budget: number; used: number }) {
  const { segments, frameTokens, frameShare, freeShare, freeTokens } = budgetSegments(lanes, budget, used);
  return (
    <section className="budget" aria-label="Budget by lane">
      <p className="budget-sum"><strong>{count(used)}</strong> of {count(budget)} tokens used, {count(freeTokens)} free</p>
      <div className="budget-bar" aria-hidden>
        {segments.map((s) => s.usedShare > 0 && <span key={`u-${s.lane}`} className="budget-used" style={{ width: `${s.usedShare}%`, background: `var(--lane-${s.color})` }} title={`${s.lane}: ${count(s.used)} used`} />)}
        {frameShare > 0 && <span className="budget-frame" style={{ width: `${frameShare}%` }} title={`Headings and fences: ${count(frameTokens)}`} />}
        {segments.map((s) => s.reservedLeftShare > 0 && <span key={`r-${s.lane}`} className="budget-reserved" style={{ width: `${s.reservedLeftShare}%`, borderColor: `var(--lane-${s.color})` }} title={`${s.lane}: ${count(s.reserved - s.used)} reserved and not used`} />)}
        {freeShare > 0 && <span className="budget-free" style={{ width: `${freeShare}%` }} />}
      </div>
      <div className="budget-scroll">
        <table className="budget-table">
          <thead><tr><th scope="col">Lane</th><th scope="col" className="num">Used</th><th scope="col" className="num">Reserved</th><th scope="col" className="num">Items</th></tr></thead>
          <tbody>
            {segments.map((s) => (
              <tr key={s.lane}>
                <th scope="row"><span className="lane-dot" style={{ background: `var(--lane-${s.color})` }} aria-hidden />{sentence(s.lane)}</th>
                <td className="num">{count(s.used)}</td>
                <td className="num">{count(s.reserved)}</td>
                <td className="num">{count(s.items)}</td>
              </tr>
            ))}
            {frameTokens > 0 && (
              <tr>
                <th scope="row"><span className="lane-dot budget-frame" aria-hidden />Headings and fences</th>
                <td className="num">{count(frameTokens)}</td>
                <td className="num" />
                <td className="num" />
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </section>
  );
}
