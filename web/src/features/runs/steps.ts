// From recorded steps to timeline rows. Pure.
import type { StepView } from "@/api/contract";
import { baseName, oneLine, sentence } from "@/ui/format";
import type { TimelineRow } from "@/ui/Timeline";

const telling = ["command", "cmd", "query", "pattern", "file_path", "path", "filename", "url", "code", "description", "prompt"];

/** What a call was about in one line, from the beginning of its arguments: previews are cut, so they may be broken JSON. */
export function argsEssence(preview: string | null | undefined): string {
  if (preview == null) return "";
  const text = preview.trim();
  if (!text.startsWith("{")) return oneLine(text.replace(/^"|"$/g, ""));
  const found = new Map<string, string>();
  for (const match of text.matchAll(/"([A-Za-z_]+)"\s*:\s*"((?:[^"\\]|\\.)*)("?)/g)) {
    if (!found.has(match[1]!)) found.set(match[1]!, unescape(match[2]!) + (match[3] ? "" : "…"));
  }
  const command = found.get("command");
  const path = found.get("path") ?? found.get("file_path");
  // An editor tool names its action in "command" and its object in "path".
  if (command !== undefined && path !== undefined && /^[a-z_]+$/.test(command)) return oneLine(`${command} ${path}`);
  for (const name of telling) {
    const value = found.get(name);
    if (value !== undefined) return oneLine(value);
  }
  return oneLine(text);
}

function unescape(body: string): string {
  try {
    return JSON.parse(`"${body}"`) as string;
  } catch {
    return body;
  }
}

export function essence(step: StepView): string {
  if (step.toolCall) return argsEssence(step.toolCall.argsPreview) || oneLine(step.preview ?? step.toolCall.resultPreview ?? "");
  return oneLine(step.preview ?? step.error ?? "");
}

export const failed = (step: StepView): boolean =>
  (step.error != null && step.error !== "") || step.toolCall?.isError === true || (step.toolCall?.exitCode != null && step.toolCall.exitCode !== 0);

export function tokensOf(step: StepView): number | null {
  const t = step.tokens;
  if (!t || (t.in == null && t.out == null)) return null;
  return (t.in ?? 0) + (t.out ?? 0);
}

const kindWords: Record<string, string> = { llm: "Model", system: "System", user: "User", tool: "Tool" };

export const stepLabel = (step: StepView): string => step.toolCall?.name ?? (step.kind === "tool" ? (step.name ?? "Tool") : (kindWords[step.kind] ?? sentence(step.kind)));

/** What rows need to know of the whole run. */
export type RunSpan = { startedAt?: string | null; endedAt?: string | null };

/** Rows of some neighbouring steps; where they lie in time is measured against the whole run. */
export function timelineRows(steps: readonly StepView[], span: RunSpan): TimelineRow[] {
  const siblings = new Map<number, number>();
  for (const step of steps) if (step.parent != null && step.kind === "tool") siblings.set(step.parent, (siblings.get(step.parent) ?? 0) + 1);
  const first = span.startedAt == null ? NaN : Date.parse(span.startedAt);
  const length = span.endedAt == null ? NaN : Date.parse(span.endedAt) - first;
  return steps.map((step) => {
    const t0 = step.t0 == null ? null : Date.parse(step.t0);
    const t1 = step.t1 == null ? null : Date.parse(step.t1);
    const placed = t0 !== null && t1 !== null && length > 0;
    return {
      seq: step.seq,
      depth: step.depth,
      kind: step.kind,
      label: stepLabel(step),
      essence: essence(step),
      tokens: tokensOf(step),
      durationMs: t0 !== null && t1 !== null && t1 >= t0 ? t1 - t0 : null,
      from: placed ? (t0 - first) / length : null,
      to: placed ? (t1 - first) / length : null,
      parallel: step.kind === "tool" && step.parent != null && (siblings.get(step.parent) ?? 0) > 1,
      failed: failed(step),
      redacted: step.redactions.length > 0,
    };
  });
}

/** Which look a payload of a step gets when its text alone does not decide. */
export function payloadHint(step: StepView, field: "input" | "output" | "args" | "result"): "message" | "command" | "data" {
  if (field === "args" || field === "result") return "command";
  if (field === "output" && ["llm", "user", "system", "note", "compaction", "handoff"].includes(step.kind)) return "message";
  return "data";
}

export const sourceWords = (source: { format: string; file?: string | null }): string => (source.file ? `${source.format} · ${baseName(source.file)}` : source.format);
