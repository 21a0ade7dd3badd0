import { describe, expect, it } from "vitest";
import type { Receipt } from "@/api/contract";
import { anthropicOf, budgetSegments, excludedByReason, findEntries, included, linkItems, meaningWords, packingWords } from "@/features/context/receipt";
import { fakeEntry as entry } from "./fakes";


const sum = (budget: ReturnType<typeof budgetSegments>) => budget.segments.reduce((n, s) => n + s.usedShare + s.reservedLeftShare, 0) + budget.frameShare + budget.freeShare;

describe("budgetSegments", () => {
  it("fills the bar exactly", () => {
    const budget = budgetSegments([{ lane: "a", reserved: 300, used: 100, items: 1 }, { lane: "b", reserved: 200, used: 350, items: 2 }], 1000, 480);
    expect(sum(budget)).toBeCloseTo(100);
    expect(budget.freeTokens).toBe(520);
    expect(budget.frameTokens).toBe(30);
  });
  it("does not overflow when the reserves left are more than the room left", () => {
    const budget = budgetSegments([{ lane: "a", reserved: 500, used: 0, items: 0 }, { lane: "b", reserved: 100, used: 900, items: 9 }], 1000, 900);
    expect(sum(budget)).toBeCloseTo(100);
    expect(budget.freeShare).toBe(0);
  });
});

describe("a receipt's order", () => {
  const receipt = {
    entries: [
      entry("late", { position: 1 }), entry("first"),
      entry("low", { decision: "below_floor", position: null, score: 0.1 }), entry("lower", { decision: "below_floor", position: null, score: 0.05 }),
      entry("big", { decision: "budget_evicted", position: undefined }),
    ],
  } as unknown as Receipt;
  it("follows the window", () => expect(included(receipt).map((e) => e.itemId)).toEqual(["first", "late"]));
  it("groups what was left out, and every entry is in one place", () => {
    const groups = excludedByReason(receipt);
    expect(groups.map((g) => [g.reason, g.entries.map((e) => e.itemId)])).toEqual([["below_floor", ["low", "lower"]], ["budget_evicted", ["big"]]]);
    expect(groups.flatMap((g) => g.entries).length + included(receipt).length).toBe(receipt.entries.length);
  });
  it("finds by words of the text and of the source", () => {
    expect(findEntries(receipt.entries, { big: "use pnpm test" }, "PNPM").map((e) => e.itemId)).toEqual(["big"]);
    expect(findEntries(receipt.entries, {}, "file low").map((e) => e.itemId)).toEqual(["low", "lower"]);
    expect(findEntries(receipt.entries, {}, "  ")).toEqual([]);
  });
});

describe("linkItems", () => {
  it("loses no character and gives a repeated text to each item in turn", () => {
    const markdown = "# Task\nsame\n\nsame\n\ntail";
    const spans = linkItems(markdown, ["a", "b", "gone"], { a: "same", b: "same", gone: "not there" });
    expect(spans.map((span) => span.text).join("")).toBe(markdown);
    expect(spans.filter((span) => span.itemId !== null).map((span) => span.itemId)).toEqual(["a", "b"]);
  });
});

describe("a conversation in the window", () => {
  it("finds a line whose speaker is the one above", () => {
    const markdown = "1 May 2026\nKim: hello\nit works\nLee: it works too";
    const spans = linkItems(markdown, ["a", "b", "c"], { a: "Kim: hello", b: "Kim: it works", c: "Lee: it works too" });
    expect(spans.filter((span) => span.itemId).map((span) => [span.itemId, span.text])).toEqual([["a", "Kim: hello"], ["b", "it works"], ["c", "Lee: it works too"]]);
    expect(spans.map((span) => span.text).join("")).toBe(markdown);
  });
});

describe("the window for Anthropic", () => {
  it("has the system text apart and roles that alternate", () => {
    const messages = [{ role: "system", content: "a" }, { role: "user", content: "b" }, { role: "user", content: "c" }, { role: "assistant", content: "d" }];
    expect(anthropicOf(messages)).toEqual({ system: "a", messages: [{ role: "user", content: "b\n\nc" }, { role: "assistant", content: "d" }] });
    expect(anthropicOf([{ role: "user", content: "b" }])).toEqual({ messages: [{ role: "user", content: "b" }] });
  });
});

describe("the packing in words", () => {
  const packing = { method: "lazy_greedy", objective: 11, floor: 10, upperBound: 11.01, share: 0.99909 } as const;
  it("never says more than is certain", () => expect(packingWords(packing).main).toBe("At least 99.9 % of the best possible"));
  it("says what it gained over rank order, and nothing when that was nothing", () => {
    expect(packingWords({ ...packing, objective: 11.25 }).detail).toContain("12.5 % more evidence than by rank order alone");
    expect(packingWords({ ...packing, method: "rank_order", objective: 10 }).detail).toBe("packed by best score first");
    expect(packingWords({ ...packing, objective: 0, floor: 0 }).detail).not.toContain("more");
  });
});

describe("nearness in meaning, in words", () => {
  it("names the model and how many were compared, or why none were", () => {
    expect(meaningWords({ availability: "used", model: "small", compared: 1 })).toBe("Nearness in meaning by small, for 1 candidate");
    expect(meaningWords({ availability: "unavailable", model: "small", compared: 0, detail: "The embedder answered 401." })).toBe("Without nearness in meaning (small). The embedder answered 401.");
  });
});
