import { describe, expect, it } from "vitest";
import { between, compact, dollars, duration, oneLine, pace, percent, relative, shortId } from "@/ui/format";

const now = Date.parse("2026-03-01T12:00:00Z");

describe("format", () => {
  it("says how long ago in the largest whole unit, and the date after a month", () => {
    expect(relative("2026-03-01T11:59:55Z", now)).toBe("just now");
    expect(relative("2026-03-01T11:59:10Z", now)).toBe("50 s ago");
    expect(relative("2026-03-01T09:30:00Z", now)).toBe("2 h ago");
    expect(relative("2026-02-28T12:00:00Z", now)).toBe("1 day ago");
    expect(relative("2026-01-01T12:00:00Z", now)).toBe("2026-01-01");
  });
  it("says what lies ahead", () => expect(relative("2026-03-13T13:00:00Z", now)).toBe("in 12 days"));
  it("rounds a duration without ever printing sixty seconds", () => {
    expect(duration(340)).toBe("340 ms");
    expect(duration(59_900)).toBe("59.9 s");
    expect(duration(59_990)).toBe("1 min");
    expect(duration(119_700)).toBe("2 min");
    expect(duration(7_500_000)).toBe("2 h 5 min");
    expect(duration(-1)).toBe("–");
  });
  it("has no duration where an end is missing or before its start", () => {
    expect(between("2026-03-01T12:00:00Z", null)).toBeNull();
    expect(between("2026-03-01T12:00:00Z", "2026-03-01T11:00:00Z")).toBeNull();
  });
  it("keeps a dash apart from a zero", () => {
    expect(compact(null)).toBe("–");
    expect(compact(0)).toBe("0");
    expect(compact(1_250_000)).toBe("1.3M");
    expect(dollars(0)).toBe("$0");
    expect(dollars(0.004)).toBe("< $0.01");
  });
  it("works out pace and time left from the start, and neither before anything is done", () => {
    expect(pace(0, 100, "2026-03-01T11:59:00Z", now)).toBeNull();
    expect(pace(30, 90, "2026-03-01T11:59:00Z", now)).toEqual({ perSecond: 0.5, leftMs: 120_000 });
    expect(pace(30, null, "2026-03-01T11:59:00Z", now)?.leftMs).toBeNull();
  });
  it("never leaves 0 to 100 percent", () => {
    expect(percent(5, 0)).toBe(0);
    expect(percent(20, 10)).toBe(100);
  });
  it("shows the end of an id, since ids made together begin alike", () => expect(shortId("01890a5d-ac96-774b-bcce-b302099a8057")).toBe("099a8057"));
  it("flattens and cuts", () => expect(oneLine("a\n  b  c", 4)).toBe("a b…"));
});
