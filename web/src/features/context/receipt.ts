// Arithmetic and order of a receipt, as the page shows it. Pure.
import type { CompileDetail, ItemKind, ItemVariant, LaneUse, ReasonCode, Receipt, ReceiptEntry } from "@/api/contract";
import { baseName, oneLine } from "@/ui/format";

export type Segment = { lane: string; used: number; reserved: number; items: number; usedShare: number; reservedLeftShare: number; color: number };

/** Widths of the budget bar in percent of the budget: what each lane used, what the headings and fences between the items took, what a lane keeps reserved and did not use, and what is free. */
export function budgetSegments(lanes: LaneUse[], budget: number, usedTokens: number): { segments: Segment[]; frameTokens: number; frameShare: number; freeShare: number; freeTokens: number } {
  const whole = Math.max(1, budget);
  const inLanes = lanes.reduce((sum, lane) => sum + lane.used, 0);
  const frameTokens = Math.max(0, usedTokens - inLanes);
  const frameShare = (frameTokens / whole) * 100;
  const segments = lanes.filter((lane) => lane.used > 0 || lane.reserved > 0).map((lane, i) => {
    return {
      lane: lane.lane,
      used: lane.used,
      reserved: lane.reserved,
      items: lane.items,
      usedShare: (lane.used / whole) * 100,
      reservedLeftShare: (Math.max(0, lane.reserved - lane.used) / whole) * 100,
      color: (i % 6) + 1,
    };
  });
  // Lanes may use more than their reserve, so what is left of the reserves can exceed the room that is left.
  const room = Math.max(0, 100 - segments.reduce((sum, s) => sum + s.usedShare, frameShare));
  const reservedLeft = segments.reduce((sum, s) => sum + s.reservedLeftShare, 0);
  if (reservedLeft > room && reservedLeft > 0) for (const segment of segments) segment.reservedLeftShare *= room / reservedLeft;
  const freeShare = Math.max(0, room - Math.min(reservedLeft, room));
  return { segments, frameTokens, frameShare, freeShare, freeTokens: Math.max(0, budget - usedTokens) };
}

export const included = (receipt: Receipt): ReceiptEntry[] =>
  receipt.entries.filter((entry) => entry.position != null).sort((a, b) => (a.position ?? 0) - (b.position ?? 0));

export type ReasonGroup = { reason: ReasonCode; entries: ReceiptEntry[] };

/** Everything that is not in the window, by reason; the reason with the most entries first, within it the best scored first. */
export function excludedByReason(receipt: Receipt): ReasonGroup[] {
  const groups = new Map<ReasonCode, ReceiptEntry[]>();
  for (const entry of receipt.entries) {
    if (entry.position != null) continue;
    const list = groups.get(entry.decision);
    if (list) list.push(entry);
    else groups.set(entry.decision, [entry]);
  }
  return [...groups.entries()]
    .map(([reason, entries]) => ({ reason, entries: entries.sort((a, b) => b.score - a.score || a.itemId.localeCompare(b.itemId)) }))
    .sort((a, b) => b.entries.length - a.entries.length || a.reason.localeCompare(b.reason));
}

export type Span = { itemId: string | null; text: string };

/** Cuts the rendered window into the texts of its items and what stands between them. Items are looked for in their order, so a text that occurs twice is given to the right one. */
export function linkItems(markdown: string, order: string[], texts: Record<string, string>): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const itemId of order) {
    const whole = texts[itemId]?.trim();
    if (!whole) continue;
    const { text, start } = placeOf(whole, markdown, at);
    if (start < 0) continue;
    if (start > at) spans.push({ itemId: null, text: markdown.slice(at, start) });
    spans.push({ itemId, text });
    at = start + text.length;
  }
  if (at < markdown.length) spans.push({ itemId: null, text: markdown.slice(at) });
  return spans;
}

/** A line of a conversation stands without its speaker when the line above is the same one's. */
function placeOf(whole: string, markdown: string, from: number): { text: string; start: number } {
  const start = markdown.indexOf(whole, from);
  const said = /^[^:\n]{1,38}: (?=\S)/.exec(whole)?.[0].length ?? 0;
  if (said === 0) return { text: whole, start };
  const rest = whole.slice(said);
  const alone = markdown.indexOf(rest, from);
  return alone >= 0 && (start < 0 || alone < start) ? { text: rest, start: alone } : { text: whole, start };
}

/** As text, as OpenAI's Chat Completions and as Anthropic's Messages take it. */
export const windowForms = ["markdown", "messages", "anthropic"] as const;
export type WindowForm = (typeof windowForms)[number];

/** The window as Anthropic's Messages API takes it: the system text apart, messages whose roles alternate. */
export function anthropicOf(messages: CompileDetail["messages"]): { system?: string; messages: { role: string; content: string }[] } {
  const system = messages.filter((message) => message.role === "system").map((message) => message.content).join("\n\n");
  const turns: { role: string; content: string }[] = [];
  for (const { role, content } of messages.filter((message) => message.role !== "system")) {
    const last = turns.at(-1);
    if (last?.role === role) last.content += `\n\n${content}`;
    else turns.push({ role, content });
  }
  return { ...(system ? { system } : {}), messages: turns };
}

/** Entries whose id, source or text holds every word. */
export function findEntries(entries: ReceiptEntry[], texts: Record<string, string>, words: string): ReceiptEntry[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  return entries.filter((entry) => {
    const hay = `${entry.itemId} ${entry.sourceUri} ${entry.kind} ${entry.decision} ${texts[entry.itemId] ?? ""}`.toLowerCase();
    return wanted.every((word) => hay.includes(word));
  });
}

/** In which form an item stands in the window when it is not whole. */
export const variantWords: Record<ItemVariant, string> = { raw: "The whole text", summary: "Its summary", extract: "Its telling lines", masked: "One line that says what was there" };

const methods = { rank_order: "best score first", lazy_greedy: "most new evidence first", best_single: "the one best item" } as const;

/** The packing in words. The share is cut, not rounded: "at least" must hold. */
export function packingWords({ method, objective, floor, share }: NonNullable<Receipt["packing"]>): { main: string; detail: string } {
  const gain = floor > 0 ? Math.floor((objective / floor - 1) * 1000) / 10 : 0;
  return {
    main: `At least ${Math.floor(share * 1000) / 10} % of the best possible`,
    detail: `packed by ${methods[method]}${gain > 0 ? `, ${gain} % more evidence than by rank order alone` : ""}`,
  };
}

/** Whether nearness in meaning counted, by which model and for how many candidates; or why it did not. */
export const meaningWords = ({ availability, model, compared, detail }: NonNullable<Receipt["semantic"]>): string =>
  availability === "used" ? `Nearness in meaning by ${model}, for ${compared} ${compared === 1 ? "candidate" : "candidates"}` : `Without nearness in meaning (${model}). ${detail ?? ""}`.trim();

export const reasonWords: Record<ReasonCode, string> = {
  included: "Included",
  scope_denied: "Outside the scope asked for",
  sensitivity_denied: "Too sensitive for the caller",
  policy_denied: "Denied by policy",
  redacted: "Redacted by policy",
  expired: "Expired",
  superseded: "Superseded by a newer memory",
  quarantined: "In quarantine",
  unverified: "Not verified",
  duplicate_of: "Duplicate of another item",
  below_floor: "Scored below the floor",
  budget_evicted: "Did not fit the budget",
  trust_too_low: "Not trusted enough",
  disabled: "Switched off for this compile",
};

const kindWords: Record<ItemKind, string> = {
  instruction: "Instruction", task: "Task", message: "Message", file: "File", document: "Document", tool_result: "Tool result", memory: "Memory", summary: "Summary", handoff: "Handoff",
};

/** What an item is called in lists: its first words, or the name in its source when its text may not be shown. */
export function itemTitle(entry: ReceiptEntry, texts: Record<string, string>): string {
  const text = texts[entry.itemId];
  if (text) {
    const body = text.replace(/^\s*<memory[^>]*>\s*/i, "");
    // A file is known by its name; a text that was pasted has none worth showing.
    const name = entry.kind === "file" ? baseName(entry.sourceUri) : "";
    return oneLine(name && !body.startsWith(name) ? `${name}: ${body}` : body, 110);
  }
  return `${kindWords[entry.kind]} ${baseName(entry.sourceUri) || entry.itemId}`;
}

export const kindWord = (kind: ItemKind): string => kindWords[kind];
