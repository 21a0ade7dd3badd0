import { describe, expect, it } from "vitest";
import { argsEssence, failed, timelineRows } from "@/features/runs/steps";
import { fakeCall as call, fakeStep as step } from "./fakes";

describe("argsEssence", () => {
  it("shows the command, also from arguments that were cut off", () => {
    expect(argsEssence('{"command":"pytest -q\\ntests"}')).toBe("pytest -q tests");
    expect(argsEssence('{"timeout":3,"command":"echo \\"a')).toContain("echo");
  });
  it("names action and file of an editor", () => expect(argsEssence('{"command":"view","path":"/src/a.py"}')).toBe("view /src/a.py"));
});

describe("timelineRows", () => {
  it("nests calls under their step and marks those that ran side by side", () => {
    const rows = timelineRows([step(0), call(1, 0), call(2, 0), step(3), call(4, 3)]);
    expect(rows.map((row) => row.depth)).toEqual([0, 1, 1, 0, 1]);
    expect(rows.map((row) => row.parallel)).toEqual([false, true, true, false, false]);
  });
  it("places a step within the run's span", () => {
    const rows = timelineRows([
      step(0, { t0: "2026-01-01T00:00:00Z", t1: "2026-01-01T00:00:05Z" }),
      step(1, { t0: "2026-01-01T00:00:05Z", t1: "2026-01-01T00:00:10Z" }),
    ]);
    expect(rows[1]).toMatchObject({ from: 0.5, to: 1, durationMs: 5000 });
  });
  it("says nothing of time where none was recorded", () => expect(timelineRows([step(0)])[0]).toMatchObject({ durationMs: null, from: null, tokens: null }));
});

describe("failed", () => {
  it("is a non-zero exit, an error result or an error", () => {
    expect(failed(call(1, 0, 2))).toBe(true);
    expect(failed(call(1, 0, 0))).toBe(false);
    expect(failed(call(1, 0, null))).toBe(false);
    expect(failed(step(0, { error: "timeout" }))).toBe(true);
  });
});
