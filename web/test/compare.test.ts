import { describe, expect, it } from "vitest";
import { markOf, measures, noteOf, payloadsOf, summaryWords } from "@/features/runs/compare";
import { begunAt, treeRows } from "@/features/runs/tree";
import { betweenTexts } from "@/ui/payload";
import { fakeCall, fakeNode, fakeRun, fakeStep } from "./fakes";

describe("a comparison", () => {
  it("says first what is not the same", () => {
    expect(summaryWords({ same: 1200, changed: 2, onlyLeft: 0, onlyRight: 1, moved: 0 })).toBe("2 changed, 1 only right, 1,200 same");
    expect(summaryWords({ same: 1, changed: 0, onlyLeft: 0, onlyRight: 0, moved: 0 })).toBe("Nothing differs, 1 step is the same");
  });
  it("has a word for every mark", () => expect(new Set(Object.values(markOf).map((each) => each.word)).size).toBe(5));
  it("sets what both came to side by side, with what the right one spent more", () => {
    const tokens = { in: 100, out: 20, cacheRead: null, cacheWrite: null, reasoning: null };
    const rows = measures(fakeRun("a", { stepCount: 10, errorCount: 2, tokens }), fakeRun("b", { stepCount: 14, errorCount: 0, tokens: { ...tokens, in: 300 } }));
    const by = Object.fromEntries(rows.map((row) => [row.name, row]));
    expect(by.Steps).toMatchObject({ left: "10", right: "14", delta: "+4", tone: undefined });
    expect(by.Errors).toMatchObject({ delta: "−2", tone: "ok" });
    expect(by.Tokens).toMatchObject({ left: "120", right: "320", delta: "+200", tone: "bad" });
    expect(by.Cost).toMatchObject({ left: "–", right: "–", delta: "" });
  });
  it("notes what differs, or where it went", () => {
    expect(noteOf({ as: "changed", left: fakeStep(1), right: fakeStep(1), differs: ["result", "exit code"] })).toBe("result, exit code");
    expect(noteOf({ as: "moved", left: fakeStep(1), right: fakeStep(9), differs: [] })).toBe("to 9");
  });
  it("opens the payloads that differ first", () => {
    const left = fakeCall(1, 0);
    const right = fakeCall(1, 0);
    left.toolCall = { ...left.toolCall!, argsHash: "same", resultHash: "one" };
    right.toolCall = { ...right.toolCall!, argsHash: "same", resultHash: "other" };
    expect(payloadsOf(left, right).map((each) => each.title)).toEqual(["Result", "Call"]);
    expect(payloadsOf(left, null)).toEqual([{ title: "Call", left: "same", right: null }, { title: "Result", left: "one", right: null }]);
  });
  it("shows one changed value of JSON as one changed line", () => {
    const patch = betweenTexts('{"a":1,"b":2}', '{"a":1,"b":3}')!;
    expect(patch).toContain('-  "b": 2');
    expect(patch).toContain('+  "b": 3');
    expect(patch).not.toContain('-  "a"');
  });
});

describe("a tree of runs", () => {
  const nodes = [fakeNode("root"), fakeNode("a", "root", 3), fakeNode("b", "root", 7), fakeNode("a1", "a", 1)];
  it("stands with children under their parents", () => expect(treeRows(nodes).map(({ node, depth }) => `${depth}${node.runId}`)).toEqual(["0root", "1a", "2a1", "1b"]));
  it("ends though parents go round in a circle or are not there", () => {
    expect(treeRows([fakeNode("x", "gone", 1)]).map(({ node }) => node.runId)).toEqual(["x"]);
    expect(treeRows([fakeNode("r"), fakeNode("x", "y", 1), fakeNode("y", "x", 1)]).map(({ node }) => node.runId)).toEqual(["r"]);
  });
  it("knows which runs began at which step", () => expect([...begunAt(nodes, "root")].map(([seq, begun]) => [seq, begun.map((node) => node.runId)])).toEqual([[3, ["a"]], [7, ["b"]]]));
});
