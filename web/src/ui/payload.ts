// How a payload is shown, decided from its text alone. Pure.
import { createTwoFilesPatch } from "diff";

export type Shape = "json" | "diff" | "markdown" | "terminal" | "text";

export function detectShape(text: string, mediaType: string | undefined, hint: "message" | "command" | "data"): Shape {
  const start = text.trimStart();
  if (mediaType === "application/json" || /^[[{]/.test(start)) {
    try {
      JSON.parse(text);
      return "json";
    } catch {
      // Looks like JSON and is not; one of the others.
    }
  }
  if (/^(diff --git |--- \S.*\n\+\+\+ \S|\*\*\* Begin Patch)/m.test(text) && /^@@|^\*\*\* /m.test(text)) return "diff";
  if (hint === "message") return "markdown";
  if (hint === "command") return "terminal";
  return "text";
}

/** Colour and cursor sequences of a terminal, taken out; carriage returns keep what was written last on a line. */
export function stripAnsi(text: string): string {
  // eslint-disable-next-line no-control-regex
  const plain = text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]/g, "");
  if (!plain.includes("\r")) return plain;
  return plain
    .replace(/\r\n/g, "\n")
    .split("\n")
    .map((line) => line.slice(line.lastIndexOf("\r") + 1))
    .join("\n");
}

export type Fold = { head: string[]; hidden: string[]; tail: string[] };

/** Long output keeps its beginning and its end, where the command and its verdict stand. Folding fewer than ten lines is not worth a click. */
export function fold(lines: string[], head = 40, tail = 12): Fold {
  if (lines.length <= head + tail + 10) return { head: lines, hidden: [], tail: [] };
  return { head: lines.slice(0, head), hidden: lines.slice(head, lines.length - tail), tail: lines.slice(lines.length - tail) };
}

export type DiffLine = { mark: "add" | "del" | "same" | "head"; text: string };

export function diffLines(patch: string): DiffLine[] {
  return patch
    .replace(/\n$/, "")
    .split("\n")
    .map((text) => ({
      mark:
        /^(diff |index |--- |\+\+\+ |@@|\*\*\* |similarity |rename |new file|deleted file|old mode|new mode|={10,})/.test(text) ? "head"
        : text.startsWith("+") ? "add"
        : text.startsWith("-") ? "del"
        : "same",
      text,
    }));
}

/** Runs of unchanged lines longer than what is kept around a change are folded to their count. */
export type DiffBlock = { kind: "lines"; lines: DiffLine[] } | { kind: "fold"; lines: DiffLine[] };

export function foldDiff(lines: DiffLine[], keep = 4): DiffBlock[] {
  const blocks: DiffBlock[] = [];
  let shown: DiffLine[] = [];
  let i = 0;
  while (i < lines.length) {
    if (lines[i]!.mark !== "same") {
      shown.push(lines[i]!);
      i++;
      continue;
    }
    let end = i;
    while (end < lines.length && lines[end]!.mark === "same") end++;
    const before = i === 0 ? 0 : keep;
    const after = end === lines.length ? 0 : keep;
    if (end - i > before + after + 3) {
      shown.push(...lines.slice(i, i + before));
      if (shown.length) blocks.push({ kind: "lines", lines: shown });
      blocks.push({ kind: "fold", lines: lines.slice(i + before, end - after) });
      shown = lines.slice(end - after, end);
    } else shown.push(...lines.slice(i, end));
    i = end;
  }
  if (shown.length) blocks.push({ kind: "lines", lines: shown });
  return blocks;
}

/** What an editing tool was told to do, as a unified diff; null when the arguments are not an edit. Knows the argument names of the common agents. */
export function editAsDiff(args: unknown): string | null {
  if (typeof args !== "object" || args === null) return null;
  const given = args as Record<string, unknown>;
  const text = (...names: string[]) => {
    for (const name of names) if (typeof given[name] === "string") return given[name] as string;
    return undefined;
  };
  const path = text("file_path", "path", "filename", "file") ?? "file";
  const patch = text("patch", "diff");
  if (patch !== undefined && /^(@@|diff |--- |\*\*\* )/m.test(patch)) return patch;
  if (Array.isArray(given.edits)) {
    const parts = given.edits.map((edit) => editAsDiff({ file_path: path, ...(edit as object) })).filter((part) => part !== null);
    return parts.length ? parts.join("\n") : null;
  }
  const before = text("old_string", "old_str", "search");
  const after = text("new_string", "new_str", "replace");
  if (before !== undefined && after !== undefined) return unified(path, before, after);
  const made = text("content", "file_text");
  if (made !== undefined && (given.command === "create" || "file_path" in given)) return unified(path, "", made);
  return null;
}

function unified(path: string, before: string, after: string): string {
  return createTwoFilesPatch(path, path, before, after, "", "", { context: 6 })
    .split("\n")
    .filter((line) => !line.startsWith("Index: ") && !line.startsWith("====") && !line.startsWith("\\ No newline"))
    .join("\n");
}

/** Two recorded texts as a unified diff; JSON is laid out first, so that one changed value is one changed line. Null when they have too little in common to be worth it. */
export function betweenTexts(before: string, after: string): string | null {
  const open = (text: string) => {
    try {
      return prettyJson(text);
    } catch {
      return stripAnsi(text);
    }
  };
  const patch = createTwoFilesPatch("left", "right", open(before), open(after), "", "", { context: 3, maxEditLength: 5000 }) as string | undefined;
  if (patch === undefined) return null;
  return patch
    .split("\n")
    .filter((line) => !line.startsWith("====") && !line.startsWith("\\ No newline"))
    .slice(2)
    .join("\n");
}

/** The command line of a tool call, when that is what it was. */
export function commandOf(args: unknown): string | null {
  if (typeof args === "string") return args;
  if (typeof args !== "object" || args === null) return null;
  const given = args as Record<string, unknown>;
  for (const name of ["command", "cmd", "code", "script"]) {
    const value = given[name];
    if (typeof value === "string" && Object.keys(given).every((key) => typeof given[key] !== "object" || given[key] === null)) return value;
    if (Array.isArray(value) && value.every((part) => typeof part === "string")) return value.join(" ");
  }
  return null;
}

/** Takes secrets' marks out of a text as pieces, so that they can be shown as marks. */
export function splitRedactions(text: string): { text: string; redacted: boolean }[] {
  return text
    .split(/(\[redacted:[a-z0-9_-]+(?::[0-9a-f]{8})?\])/i)
    .filter((part) => part !== "")
    .map((part) => ({ text: part, redacted: /^\[redacted:/i.test(part) }));
}

/** Pretty JSON with object keys in their given order; the text itself when it is too large to be worth colouring. */
export function prettyJson(text: string): string {
  return JSON.stringify(JSON.parse(text), null, 2);
}

export type JsonToken = { kind: "key" | "string" | "number" | "plain"; text: string };

export function jsonTokens(line: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;
  let at = 0;
  for (const match of line.matchAll(pattern)) {
    if (match.index > at) tokens.push({ kind: "plain", text: line.slice(at, match.index) });
    if (match[1] !== undefined) {
      tokens.push({ kind: match[2] === undefined ? "string" : "key", text: match[1] });
      if (match[2] !== undefined) tokens.push({ kind: "plain", text: match[2] });
    } else tokens.push({ kind: "number", text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < line.length) tokens.push({ kind: "plain", text: line.slice(at) });
  return tokens;
}
