import { describe, expect, it } from "vitest";
import { resultOf } from "@/api/imports";
import { bytes, fileLines, runsAndFiles, stateCounts } from "@/features/imports/results";
import { packTar, parcels } from "@/features/imports/tar";
import { fakeJob } from "./fakes";

const file = (path: string, text: string) => ({ path, file: new Blob([text]) });

/** What a tar reader would find: names and contents. */
async function unpack(blob: Blob): Promise<[string, string][]> {
  // jsdom's blobs are read by a FileReader only.
  const all = await new Promise<Uint8Array>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(new Uint8Array(reader.result as ArrayBuffer));
    reader.readAsArrayBuffer(blob);
  });
  const text = (from: number, to: number) => new TextDecoder().decode(all.slice(from, to));
  const found: [string, string][] = [];
  let named: string | undefined;
  for (let at = 0; at + 512 <= all.length && all[at] !== 0;) {
    const size = parseInt(text(at + 124, at + 135), 8);
    const sum = all.slice(at, at + 512).reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    expect(parseInt(text(at + 148, at + 154), 8)).toBe(sum);
    const body = text(at + 512, at + 512 + size);
    if (text(at + 156, at + 157) === "x") named = /^\d+ path=(.*)\n$/.exec(body)![1];
    else {
      found.push([named ?? text(at, at + 100).replace(/\0.*$/s, ""), body]);
      named = undefined;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

describe("an archive made in the browser", () => {
  it("holds every file under its path, long and foreign ones too", async () => {
    const files: [string, string][] = [["a/b.jsonl", "{}\n"], [`a/${"long/".repeat(40)}c.json`, "x".repeat(513)], ["a/Zürich.json", ""], ["a/last", "y".repeat(512)]];
    expect(await unpack(packTar(files.map(([path, text]) => file(path, text))))).toEqual(files);
  });
});

describe("what was dropped", () => {
  it("goes as it is when it is one file", () => expect(parcels([file("one.jsonl", "{}")], 1000)).toMatchObject([{ name: "one.jsonl", files: 1, tooLarge: false }]));
  it("goes as one archive named after its folder", () => expect(parcels([file("runs/a", "1"), file("runs/b", "2")], 100_000)).toMatchObject([{ name: "runs.tar", files: 2 }]));
  it("is cut into archives that fit, and names a file that fits none", () => {
    const made = parcels([file("a", "x".repeat(5000)), file("b", "x".repeat(5000)), file("c", "x".repeat(5000)), file("d", "x".repeat(50_000))], 20_000);
    expect(made.map((each) => [each.name, each.files, each.tooLarge])).toEqual([["4 files (1 of 2).tar", 2, false], ["4 files (2 of 2).tar", 1, false], ["d", 1, true]]);
    expect(made.filter((each) => !each.tooLarge).every((each) => each.body.size <= 20_000)).toBe(true);
  });
});

describe("runs of one file", () => {
  const run = (file: string, runId: string) => ({ file, runId, state: "imported" as const, steps: 1 });
  const result = { imported: 3, unchanged: 0, steps: 3, failed: [], skipped: [], formats: {}, runs: [run("a.jsonl", "r1"), run("b.jsonl", "r2"), run("a.jsonl", "r3")] };

  it("stand together, in the order in which the files came", () => {
    expect(fileLines(fakeJob("j"), result).map((line) => [line.runId, line.again])).toEqual([["r1", undefined], ["r3", true], ["r2", undefined]]);
  });

  it("are counted with their files only where all of them are listed", () => {
    expect(runsAndFiles(result)).toBe("3 runs of 2 files");
    expect(runsAndFiles({ ...result, imported: 2000 })).toBe("2,000 runs");
  });
});

describe("what became of each file", () => {
  const done = fakeJob("j1", {
    status: "done_with_errors", errorCount: 1,
    result: { imported: 1, unchanged: 1, steps: 9, failed: [{ file: "bad.json", line: 3, reason: "It breaks off." }], skipped: ["readme.md"], formats: { "claude-code": 2 }, runs: [{ file: "a.jsonl", runId: "r1", state: "imported", steps: 9 }, { file: "b.jsonl", runId: "r2", state: "unchanged", steps: 0 }] },
  });
  it("stands with its reason or its run, failures first", () => {
    const lines = fileLines(done, resultOf(done));
    expect(lines.map((line) => [line.file, line.state, line.runId ?? line.reason])).toEqual([["bad.json", "failed", "It breaks off."], ["a.jsonl", "imported", "r1"], ["b.jsonl", "unchanged", "r2"], ["readme.md", "skipped", "Not a session of a known format"]]);
    expect(stateCounts(done, resultOf(done))).toEqual({ imported: 1, unchanged: 1, skipped: 1, failed: 1 });
  });
  it("names failures while the job still runs", () => {
    const running = fakeJob("j2", { status: "running", errorCount: 1, errors: [{ subject: "bad.json", line: null, reason: "Not JSON." }] });
    expect(fileLines(running, resultOf(running))).toEqual([{ file: "bad.json", line: null, reason: "Not JSON.", state: "failed" }]);
  });
  it("counts bytes as a person does", () => expect([bytes(12), bytes(2048), bytes(5 * 1024 * 1024)]).toEqual(["12 B", "2.0 KiB", "5.0 MiB"]));
});
