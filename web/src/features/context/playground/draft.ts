// What is being tried in the playground: a task and items, kept for as long as the tab is open. Pure but for the session's storage.
import type { CompileDetail, CompilePreview, CompileRequest, ContextItem, ItemKind, ReceiptEntry, RunWindowView } from "@/api/contract";

/** What a recorded item brings along stands in <code>from</code>; a pasted one has none. */
export type DraftItem = { id: string; kind: ItemKind; text: string; pinned: boolean; from?: Pick<ContextItem, "source" | "trust" | "at" | "scope"> };
/** <code>window</code> names the recorded window that it began as, RUN:SEQ. */
export type Draft = { task: string; items: DraftItem[]; memory: boolean; window?: string };

export const emptyDraft: Draft = { task: "", items: [], memory: true };
export const kinds: DraftItem["kind"][] = ["document", "file", "message", "tool_result", "instruction"];
export const maxItemBytes = 2_000_000;
export const maxItems = 2_000;

const place = "playground";

export function readDraft(): Draft {
  try {
    const parsed = JSON.parse(sessionStorage.getItem(place) ?? "null") as Partial<Draft> | null;
    return parsed && typeof parsed.task === "string" && Array.isArray(parsed.items) ? { task: parsed.task, items: parsed.items, memory: parsed.memory !== false, window: parsed.window } : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

/** False when the browser has no room for it: then it is gone on reload. */
export function keepDraft(draft: Draft): boolean {
  try {
    sessionStorage.setItem(place, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** A name that no other item has. */
export function freeId(wanted: string, items: DraftItem[]): string {
  const taken = new Set(items.map((item) => item.id));
  if (!taken.has(wanted)) return wanted;
  for (let n = 2; ; n++) if (!taken.has(`${wanted} (${n})`)) return `${wanted} (${n})`;
}

/** What a recorded run's agent could see before a step; memory is left out, for much of it was learned after that step. */
export const draftOf = (window: RunWindowView): Draft => ({
  task: window.task,
  items: window.items.map((item) => ({ id: item.id, kind: item.kind, text: item.text, pinned: item.pinned, from: { source: item.source, trust: item.trust, at: item.at, scope: item.scope } })),
  memory: false,
  window: `${window.runId}:${window.seq}`,
});

/** Null while there is nothing to compile. */
export function requestOf(draft: Draft, budget: number, profile: string | undefined, scope: { project?: string; repo?: string }): CompileRequest | null {
  if (draft.task.trim() === "" || (draft.items.length === 0 && !draft.memory)) return null;
  const items: ContextItem[] = draft.items.map((item) => ({ id: item.id, kind: item.kind, text: item.text, source: { uri: item.id }, weight: 0.5, pinned: item.pinned, sensitivity: "internal", trust: "user", ...item.from }));
  return { task: draft.task, scope: { project: scope.project, repo: scope.repo }, budget, items, memory: { enabled: draft.memory, limit: 20 }, profile };
}

/** A preview in the shape of a stored compile, for the same view. */
export function asDetail(preview: CompilePreview, request: CompileRequest): CompileDetail {
  const texts: Record<string, string> = { ...preview.addedTexts };
  for (const item of request.items ?? []) texts[item.id] = item.text;
  return { id: "", runId: null, task: request.task, scope: request.scope, at: preview.receipt.at, receipt: preview.receipt, receiptHash: "", markdown: preview.markdown, messages: preview.messages, itemTexts: texts, itemKeywords: Object.fromEntries((request.items ?? []).flatMap((item) => (item.keywords ? [[item.id, item.keywords]] : []))) };
}

export type CurvePoint = { tokens: number; share: number; id: string };

/** How much of all that could be had (the scores of everything that may stand in a window) so many tokens hold, best first: what a larger budget would still bring. */
export function curve(entries: ReceiptEntry[]): CurvePoint[] {
  const eligible = entries.filter((entry) => entry.position != null || entry.decision === "budget_evicted").sort((a, b) => b.score - a.score || a.tokens - b.tokens || (a.itemId < b.itemId ? -1 : 1));
  const whole = eligible.reduce((sum, entry) => sum + entry.score, 0);
  const points: CurvePoint[] = [{ tokens: 0, share: 0, id: "" }];
  let [tokens, score] = [0, 0];
  for (const entry of eligible) {
    tokens += entry.tokens;
    score += entry.score;
    points.push({ tokens, share: whole > 0 ? score / whole : 0, id: entry.itemId });
  }
  return points;
}

/** The share of all those scores that this window holds. */
export function heldShare(entries: ReceiptEntry[]): number {
  let [held, whole] = [0, 0];
  for (const entry of entries) {
    if (entry.position == null && entry.decision !== "budget_evicted") continue;
    whole += entry.score;
    if (entry.position != null) held += entry.score;
  }
  return whole > 0 ? held / whole : 0;
}

export type WindowDiff = { enters: ReceiptEntry[]; leaves: ReceiptEntry[]; stays: number };

/** What stands in the second window and not in the first, and the other way round. */
export function compareWindows(first: ReceiptEntry[], second: ReceiptEntry[]): WindowDiff {
  const inside = (entries: ReceiptEntry[]) => new Map(entries.filter((entry) => entry.position != null).map((entry) => [entry.itemId, entry]));
  const [a, b] = [inside(first), inside(second)];
  return { enters: [...b.values()].filter((entry) => !a.has(entry.itemId)), leaves: [...a.values()].filter((entry) => !b.has(entry.itemId)), stays: [...b.keys()].filter((id) => a.has(id)).length };
}

/** The request as a command that a shell takes as it is. */
export function asCurl(request: CompileRequest, origin: string): string {
  const body = JSON.stringify(request, null, 2).replaceAll("'", "'\\''");
  return `curl -sS ${origin}/v2/context/compile -H "X-Api-Key: $CTX_API_KEY" -H 'Content-Type: application/json' -d '${body}'`;
}
