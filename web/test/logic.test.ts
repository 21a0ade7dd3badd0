import { describe, expect, it } from "vitest";
import { ProblemError, readProblem } from "@/api/http";
import { shouldRetry } from "@/api/client";
import { staleKeys } from "@/api/live";
import { spanStart } from "@/api/runs";
import { mergeJobs, parseJobKey } from "@/features/jobs/merge";
import { acts, actsFor, keyOf, preview, type Standing } from "@/features/memories/decide";
import { isTyping, moveCursor } from "@/ui/keyboard";
import { describeProblem, whatToDo } from "@/ui/Notice";
import { fakeJob } from "./fakes";
import { natural, oneOf, parseSearch, stringifySearch, text } from "@/ui/search";

describe("search parameters", () => {
  it("come back as they were written, numbers and JSON-like text included", () => {
    for (const search of [{ q: "12" }, { q: "true" }, { q: '{"a":1}' }, { repo: "a/b", q: "x & y = z" }]) expect(parseSearch(stringifySearch(search))).toEqual(search);
  });
  it("leave out what is not set", () => expect(stringifySearch({ q: "", repo: undefined, sel: null })).toBe(""));
  it("never refuse a URL: what does not fit counts as absent", () => {
    expect(natural().parse("-3")).toBeUndefined();
    expect(natural().parse("12")).toBe(12);
    expect(oneOf(["a", "b"]).parse("c")).toBeUndefined();
    expect(text().parse("")).toBeUndefined();
  });
});

describe("moveCursor", () => {
  it("stays inside the list", () => {
    expect(moveCursor("j", 9, 10)).toBe(9);
    expect(moveCursor("k", 0, 10)).toBe(0);
    expect(moveCursor("PageDown", 3, 10, 50)).toBe(9);
  });
  it("enters at an end and ignores other keys", () => {
    expect(moveCursor("j", -1, 10)).toBe(0);
    expect(moveCursor("k", -1, 10)).toBe(9);
    expect(moveCursor("p", 2, 10)).toBeNull();
    expect(moveCursor("j", -1, 0)).toBeNull();
  });
});

describe("isTyping", () => {
  it("leaves keys in fields and with modifiers alone", () => {
    const field = document.createElement("input");
    const plain = { ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false };
    expect(isTyping({ ...plain, target: field })).toBe(true);
    expect(isTyping({ ...plain, target: document.body })).toBe(false);
    expect(isTyping({ ...plain, ctrlKey: true, target: document.body })).toBe(true);
  });
});

describe("decisions", () => {
  it("each has a key of its own", () => expect(new Set(acts.map((act) => keyOf[act])).size).toBe(acts.length));
  it("offer nothing for what stands for another memory", () => expect(actsFor("merged")).toEqual([]));
  it("never offer to promote what is already accepted", () => expect(actsFor("active")).not.toContain("promote"));
  it("previews what a bulk act changes and what it leaves alone", () => {
    const rows: Standing[] = ["pending", "merged", "pinned"];
    expect(preview(rows, (row) => row, "reject")).toEqual({ changes: ["pending", "pinned"], skipped: 1 });
  });
});

describe("live events", () => {
  it("make the run they name and the lists stale, not other runs", () => {
    const keys = staleKeys({ topic: "run", id: "r1", service: "recorder" }).map((key) => key.join("/"));
    expect(keys).toContain("runs/one/r1");
    expect(keys).toContain("runs/list");
    expect(keys).not.toContain("runs");
  });
});

describe("jobs", () => {
  it("of all services stand in one list, open ones first, then the newest", () => {
    const merged = mergeJobs([[fakeJob("old"), fakeJob("open", { status: "running" })], [fakeJob("new", { status: "failed", createdAt: "2026-03-02T00:00:00Z" })]]);
    expect(merged.map((each) => each.id)).toEqual(["open", "new", "old"]);
  });
  it("are addressed by service and id", () => {
    expect(parseJobKey("memory:123")).toEqual({ service: "memory", id: "123" });
    expect(parseJobKey("nonsense")).toBeNull();
  });
});

describe("problems", () => {
  it("keep title, field and request id of a refusal", async () => {
    const response = new Response(JSON.stringify({ title: "Budget must be at least 1.", status: 400, code: "budget_too_small", field: "budget", requestId: "r-1" }), { status: 400 });
    const problem = describeProblem(await readProblem(response));
    expect(problem).toMatchObject({ title: "Budget must be at least 1.", field: "budget", requestId: "r-1", status: 400 });
    expect(whatToDo(problem)).toContain("budget");
  });
  it("survive an answer that is not JSON", async () => expect((await readProblem(new Response("<html>", { status: 502, statusText: "Bad Gateway" }))).problem.title).toContain("502"));
  it("are asked again only when the platform is away or busy", () => {
    expect(shouldRetry(0, new ProblemError(503, {}, null, null))).toBe(true);
    expect(shouldRetry(0, new ProblemError(404, {}, null, null))).toBe(false);
    expect(shouldRetry(2, new ProblemError(503, {}, null, null))).toBe(false);
  });
});

describe("spanStart", () => {
  it("is cut to the minute, so that the same filter asks the same question", () => {
    const now = Date.parse("2026-03-01T12:00:42Z");
    expect(spanStart("1h", now)).toBe("2026-03-01T11:00:00.000Z");
    expect(spanStart("1h", now + 5000)).toBe(spanStart("1h", now));
  });
});
