import { describe, expect, it } from "vitest";
import { argsEssence, failed, timelineRows } from "@/features/runs/steps";
import { isHeld, nextError, outlineOf, pageOf, pagesHeld, pagesSeen } from "@/features/runs/window";
import { fakeCall as call, fakeRun, fakeStep as step } from "./fakes";

describe("argsEssence", () => {
  it("shows the command, also from arguments that were cut off", () => {
    expect(argsEssence('{"command":"pytest -q\\ntests"}')).toBe("pytest -q tests");
    expect(argsEssence('{"timeout":3,"command":"echo \\"a')).toContain("echo");
  });
  it("names action and file of an editor", () => expect(argsEssence('{"command":"view","path":"/src/a.py"}')).toBe("view /src/a.py"));
});

describe("timelineRows", () => {
  it("nests calls under their step and marks those that ran side by side", () => {
    const rows = timelineRows([step(0), call(1, 0), call(2, 0), step(3), call(4, 3)].map((each) => ({ ...each, depth: each.parent == null ? 0 : 1 })), {});
    expect(rows.map((row) => row.depth)).toEqual([0, 1, 1, 0, 1]);
    expect(rows.map((row) => row.parallel)).toEqual([false, true, true, false, false]);
  });
  it("places a step within the span of the whole run", () => {
    const rows = timelineRows([step(1, { t0: "2026-01-01T00:00:05Z", t1: "2026-01-01T00:00:10Z" })], { startedAt: "2026-01-01T00:00:00Z", endedAt: "2026-01-01T00:00:20Z" });
    expect(rows[0]).toMatchObject({ from: 0.25, to: 0.5, durationMs: 5000 });
  });
  it("says nothing of time where none was recorded", () => expect(timelineRows([step(0)], {})[0]).toMatchObject({ durationMs: null, from: null, tokens: null }));
});

describe("the window on a long run", () => {
  it("holds the pages that are seen and one more on either side", () => {
    const held = (first: number, last: number, count: number) => pagesHeld(pagesSeen(first, last, 100, count), count);
    expect(held(0, 30, 300)).toEqual({ first: 0, last: 1 });
    expect(held(250, 310, 300)).toEqual({ first: 1, last: 4 });
    expect(held(29_980, 29_999, 300)).toEqual({ first: 298, last: 299 });
    expect(held(0, 0, 0)).toEqual({ first: 0, last: 0 });
  });
  it("tells scrolling from a dragged scroll bar", () => {
    expect(isHeld({ first: 3, last: 4 }, { first: 2, last: 4 })).toBe(true);
    expect(isHeld({ first: 5, last: 5 }, { first: 2, last: 4 })).toBe(false);
  });
  it("finds a step's page by where pages begin, with gaps in between", () => {
    const starts = [2, 140, 300];
    expect([0, 2, 139, 140, 299, 5000].map((seq) => pageOf(starts, seq))).toEqual([-1, 0, 0, 1, 1, 2]);
  });
  it("knows the pages of a complete run before it is outlined", () => {
    expect(outlineOf(fakeRun("r", { stepCount: 250 }), 100)).toMatchObject({ count: 250, pages: [0, 100, 200] });
    expect(outlineOf(fakeRun("r", { stepCount: 0 }), 100).pages).toEqual([]);
  });
  it("goes round from the last error to the first, and back", () => {
    const errors = [4, 9, 20];
    expect([undefined, 4, 10, 20].map((from) => nextError(errors, from, false))).toEqual([4, 9, 20, 4]);
    expect([undefined, 4, 10].map((from) => nextError(errors, from, true))).toEqual([20, 20, 9]);
    expect(nextError([], 3, false)).toBeUndefined();
  });
});

describe("failed", () => {
  it("is a non-zero exit, an error result or an error", () => {
    expect(failed(call(1, 0, 2))).toBe(true);
    expect(failed(call(1, 0, 0))).toBe(false);
    expect(failed(call(1, 0, null))).toBe(false);
    expect(failed(step(0, { error: "timeout" }))).toBe(true);
  });
});
