import { describe, expect, it } from "vitest";
import { asCurl, compareWindows, curve, draftOf, freeId, heldShare, requestOf } from "@/features/context/playground/draft";
import { groupsOf, typedValue } from "@/features/profiles/fields";
import { fakeEntry as entry } from "./fakes";

const entries = [
  entry("a", { score: 0.6, tokens: 100 }), entry("b", { position: null, decision: "budget_evicted", score: 0.9, tokens: 500 }),
  entry("c", { position: null, decision: "policy_denied", score: 0, tokens: 50 }),
];

describe("the curve", () => {
  it("runs from nothing to everything that may stand in the window, best first", () => {
    const points = curve(entries);
    expect(points.map((p) => [p.id, p.tokens])).toEqual([["", 0], ["b", 500], ["a", 600]]);
    expect(points.at(-1)!.share).toBeCloseTo(1);
  });
  it("says what this window holds of it", () => expect(heldShare(entries)).toBeCloseTo(0.4));
  it("is empty without candidates", () => expect([curve([]).length, heldShare([])]).toEqual([1, 0]));
});

describe("two windows", () => {
  it("differ by what enters and what leaves", () => {
    const other = [entry("a", { position: null }), entry("b", { position: 0 }), entry("d", { position: 1 })];
    const diff = compareWindows(entries, other);
    expect([diff.leaves.map((e) => e.itemId), diff.enters.map((e) => e.itemId), diff.stays]).toEqual([["a"], ["b", "d"], 0]);
  });
});

describe("a draft", () => {
  const item = { id: "n", kind: "document" as const, text: "x", pinned: true };
  it("is no request without a task, or without anything to choose from", () => {
    expect(requestOf({ task: " ", items: [item], memory: true }, 100, undefined, {})).toBeNull();
    expect(requestOf({ task: "t", items: [], memory: false }, 100, undefined, {})).toBeNull();
    expect(requestOf({ task: "t", items: [item], memory: false }, 100, "ours@1", { repo: "a/b" })).toMatchObject({ budget: 100, profile: "ours@1", scope: { repo: "a/b" }, items: [{ id: "n", pinned: true }] });
  });
  it("keeps of a recorded window where each item comes from, and leaves memory out", () => {
    const window = { runId: "r", seq: 3, task: "t", scope: {}, tokens: 9, items: [{ id: "step:000001", kind: "tool_result" as const, text: "x", source: { uri: "step:r:1" }, weight: 0.5, pinned: false, sensitivity: "internal" as const, trust: "tool_external" as const }] };
    const draft = draftOf(window);
    expect(draft).toMatchObject({ task: "t", memory: false, window: "r:3" });
    expect(requestOf(draft, 100, undefined, {})!.items).toMatchObject([{ id: "step:000001", kind: "tool_result", trust: "tool_external", source: { uri: "step:r:1" } }]);
  });
  it("names an item as no other is named", () => expect(freeId("n", [item, { ...item, id: "n (2)" }])).toBe("n (3)"));
  it("is a command that a shell takes as it is", () => {
    const request = requestOf({ task: "don't", items: [item], memory: false }, 100, undefined, {})!;
    expect(asCurl(request, "http://h")).toContain("don'\\''t");
  });
});

describe("a profile's fields", () => {
  it("stand in groups, weights first", () =>
    expect(groupsOf({ lanes: [], "lanes.memory.note": "n", memoryFloor: 0.1, "weights.lexical": 1, schemaVersion: 1 }).map((g) => g.name)).toEqual(["weights", "other", "lanes.memory"]));
  it("are changed by other values only, numbers as numbers and texts as texts", () => {
    expect(typedValue("0.50", 0.5)).toBeUndefined();
    expect(typedValue("0.4", 0.5)).toBe(0.4);
    expect(typedValue("12", "Heading")).toBe("12");
    expect(typedValue('["file"]', ["file", "document"])).toEqual(["file"]);
    expect(typedValue("much", 0.5)).toBe("much");
  });
});
