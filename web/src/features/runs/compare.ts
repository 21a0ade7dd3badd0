// From a comparison of runs to lines of a diff. Pure.
import type { ComparedAs, ComparedStep, RunComparison, RunView, StepView } from "@/api/contract";
import { between, compact, count, dollars, duration, plural, sentence, words } from "@/ui/format";
import type { DiffMark } from "@/ui/Diff";

export const markOf: Record<ComparedAs, { mark: DiffMark; word: string }> = {
  same: { mark: "same", word: "Same" },
  changed: { mark: "changed", word: "Changed" },
  only_left: { mark: "dropped", word: "Only left" },
  only_right: { mark: "added", word: "Only right" },
  moved: { mark: "moved", word: "Moved" },
};

export const rowId = (row: ComparedStep): string => `${row.left?.seq ?? ""}:${row.right?.seq ?? ""}`;

/** "2 changed, 1 only left": what is not the same first, then how much is. */
export function summaryWords({ changed, moved, onlyLeft, onlyRight, same }: RunComparison["summary"]): string {
  const parts = [[changed, "changed"], [moved, "moved"], [onlyLeft, "only left"], [onlyRight, "only right"]] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, word]) => `${count(n)} ${word}`);
  return told.length === 0 ? `Nothing differs, ${plural(same, "step is", "steps are")} the same` : `${told.join(", ")}, ${count(same)} same`;
}

export type Measure = { name: string; left: string; right: string; delta: string; tone?: "ok" | "bad" };

const tokens = (run: RunView) => (run.tokens.in == null && run.tokens.out == null ? null : (run.tokens.in ?? 0) + (run.tokens.out ?? 0));

/** What both runs came to, with the difference of the right one. Fewer errors and less spent is good; how many steps it took is neither. */
export function measures(left: RunView, right: RunView): Measure[] {
  const line = (name: string, a: number | null | undefined, b: number | null | undefined, show: (n: number) => string, lessIsBetter: boolean, showDelta = show): Measure => {
    if (a == null || b == null) return { name, left: a == null ? "–" : show(a), right: b == null ? "–" : show(b), delta: "" };
    const by = b - a;
    const delta = by === 0 ? "equal" : `${by > 0 ? "+" : "−"}${showDelta(Math.abs(by))}`;
    return { name, left: show(a), right: show(b), delta, tone: by === 0 || !lessIsBetter ? undefined : by < 0 ? "ok" : "bad" };
  };
  return [
    { name: "Outcome", left: outcome(left), right: outcome(right), delta: outcome(left) === outcome(right) ? "equal" : "differs" },
    line("Steps", left.stepCount, right.stepCount, count, false),
    line("Tool calls", left.toolCallCount, right.toolCallCount, count, false),
    line("Errors", left.errorCount, right.errorCount, count, true),
    line("Tokens", tokens(left), tokens(right), compact, true),
    line("Cost", left.cost, right.cost, dollars, true, (n) => (n < 0.01 ? `$${n.toFixed(4)}` : dollars(n))),
    line("Duration", between(left.startedAt, left.endedAt), between(right.startedAt, right.endedAt), duration, true),
  ];
}

const outcome = (run: RunView) => (run.state === "open" ? "Recording" : sentence(run.outcome.status));

/** What differs of a changed pair, or where a moved step went. */
export function noteOf(row: ComparedStep): string | undefined {
  if (row.as === "moved") return `to ${row.right?.seq}`;
  return row.differs.length > 0 ? row.differs.map(words).join(", ") : undefined;
}

export type Payloads = { title: string; left: string | null; right: string | null };

/** The payloads of a pair by their names, those first that differ. */
export function payloadsOf(left: StepView | null | undefined, right: StepView | null | undefined): Payloads[] {
  const pick = (title: string, of: (step: StepView) => string | null | undefined): Payloads => ({ title, left: (left && of(left)) ?? null, right: (right && of(right)) ?? null });
  return [
    pick("Call", (step) => step.toolCall?.argsHash),
    pick("Result", (step) => step.toolCall?.resultHash),
    pick(left?.kind === "llm" || right?.kind === "llm" ? "Answer" : "Output", (step) => (step.outputHash === step.toolCall?.resultHash ? null : step.outputHash)),
  ]
    .filter((payload) => payload.left !== null || payload.right !== null)
    .sort((a, b) => Number(a.left === a.right) - Number(b.left === b.right));
}
