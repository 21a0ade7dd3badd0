import { describe, expect, it } from "vitest";
import { commandOf, detectShape, diffLines, editAsDiff, fold, foldDiff, jsonTokens, splitRedactions, stripAnsi } from "@/ui/payload";

describe("detectShape", () => {
  it("takes JSON only when it parses", () => {
    expect(detectShape('{"a":1}', "text/plain", "command")).toBe("json");
    expect(detectShape("[1] 4321 started", "text/plain", "command")).toBe("terminal");
  });
  it("sees a diff in a tool's output", () => expect(detectShape("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", undefined, "command")).toBe("diff"));
  it("does not take a Markdown rule for a diff", () => expect(detectShape("Title\n---\n+++ more", undefined, "message")).toBe("markdown"));
});

describe("stripAnsi", () => {
  it("takes colours and cursor codes out and keeps the words", () => expect(stripAnsi("\u001b[1;32mok\u001b[0m \u001b[2Kdone")).toBe("ok done"));
  it("keeps what a progress line ended as", () => expect(stripAnsi("10%\r55%\r100%\nnext\r\n")).toBe("100%\nnext\n"));
});

describe("fold", () => {
  it("leaves what is short alone", () => expect(fold(Array(60).fill("x")).hidden).toHaveLength(0));
  it("keeps beginning and end, and loses no line", () => {
    const lines = Array.from({ length: 500 }, (_, i) => String(i));
    const folded = fold(lines);
    expect([...folded.head, ...folded.hidden, ...folded.tail]).toEqual(lines);
    expect(folded.tail.at(-1)).toBe("499");
  });
});

describe("foldDiff", () => {
  const patch = ["@@ -1,40 +1,40 @@", ...Array.from({ length: 20 }, (_, i) => ` same ${i}`), "-old", "+new", ...Array.from({ length: 20 }, (_, i) => ` more ${i}`)].join("\n");
  it("hides unchanged runs and keeps every line somewhere", () => {
    const lines = diffLines(patch);
    const blocks = foldDiff(lines, 3);
    expect(blocks.map((block) => block.kind)).toEqual(["lines", "fold", "lines", "fold"]);
    expect(blocks.flatMap((block) => block.lines)).toEqual(lines);
  });
  it("never hides a changed line", () => {
    const hidden = foldDiff(diffLines(patch)).filter((block) => block.kind === "fold").flatMap((block) => block.lines);
    expect(hidden.every((line) => line.mark === "same")).toBe(true);
  });
});

describe("editAsDiff", () => {
  it("reads the edits of the common agents", () => {
    expect(editAsDiff({ file_path: "a.py", old_string: "x = 1\n", new_string: "x = 2\n" })).toContain("-x = 1\n+x = 2");
    expect(editAsDiff({ command: "str_replace", path: "a.py", old_str: "x", new_str: "y" })).toContain("-x");
    expect(editAsDiff({ command: "create", path: "b.py", file_text: "print()\n" })).toContain("+print()");
  });
  it("is not fooled by other arguments", () => {
    expect(editAsDiff({ command: "ls" })).toBeNull();
    expect(editAsDiff("text")).toBeNull();
  });
});

describe("commandOf", () => {
  it("finds the command line in text, object or argument list", () => {
    expect(commandOf({ command: "pytest -q", timeout: 30 })).toBe("pytest -q");
    expect(commandOf({ command: ["git", "status"] })).toBe("git status");
  });
  it("leaves structured calls alone", () => expect(commandOf({ path: "x", view_range: [1, 2] })).toBeNull());
});

describe("splitRedactions", () => {
  it("sets marks apart and keeps the text", () => {
    const parts = splitRedactions("key=[redacted:aws-access-key:0a1b2c3d] end");
    expect(parts.map((part) => part.redacted)).toEqual([false, true, false]);
    expect(parts.map((part) => part.text).join("")).toBe("key=[redacted:aws-access-key:0a1b2c3d] end");
  });
});

describe("jsonTokens", () => {
  it("tells keys from strings and loses no character", () => {
    const line = '  "a\\"b": "c: 1", "n": -1.5e3';
    const tokens = jsonTokens(line);
    expect(tokens.map((token) => token.text).join("")).toBe(line);
    expect(tokens.filter((token) => token.kind === "key").map((token) => token.text)).toEqual(['"a\\"b"', '"n"']);
  });
});
