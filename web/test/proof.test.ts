import { describe, expect, it } from "vitest";
import type { ProofCheck, ProofPart, VerifyResult } from "@/api/contract";
import { verdictOf } from "@/features/runs/proof";

const all: ProofPart[] = ["chain", "payloads", "seal", "signature", "merkle", "annotations"];
const fault = (where: string, reason: string, seq: number | null = null): ProofCheck["fault"] => ({ where, seq, field: null, reason });
const proof = (faults: Partial<Record<ProofPart, ProofCheck["fault"]>>, change: Partial<VerifyResult> = {}): VerifyResult => ({
  runId: "r1", ok: Object.keys(faults).length === 0, steps: 12, head: "a".repeat(64), firstBroken: null, state: "complete",
  seal: { revision: 1, kid: "k1", signedAt: "2026-03-01T10:00:00Z", merkleRoot: "b".repeat(64) },
  checks: all.map((part) => ({ part, state: faults[part] ? "broken" : "ok", fault: faults[part] ?? null })),
  ...change,
});

describe("the verdict on a run's proof", () => {
  it("is one word when everything holds, and names every part", () => {
    const verdict = verdictOf(proof({}));
    expect([verdict.tone, verdict.badge]).toEqual(["ok", "Verified"]);
    expect(verdict.parts.map((line) => line.part).sort()).toEqual([...all].sort());
    expect(verdict.parts.every((line) => line.state === "ok" && line.say.length > 0)).toBe(true);
  });

  it("names the step where the chain breaks and leads there", () => {
    const verdict = verdictOf(proof({ chain: fault("steps", "The step's fields are not what was hashed.", 7), merkle: fault("steps", "Another root.", 7) }, { steps: 7, firstBroken: { seq: 7, reason: "" } }));
    expect(verdict.badge).toBe("Chain broken at step 7");
    expect(verdict.step).toBe(7);
    expect(verdict.say).toContain("What stands before it, 7 steps, holds.");
  });

  it("does not blame the chain for a changed payload", () => {
    const verdict = verdictOf(proof({ payloads: fault("blobs", "The payload of result is missing.", 3) }, { steps: 3 }));
    expect(verdict.badge).toBe("Payload changed at step 3");
    expect(verdict.parts.find((line) => line.part === "chain")!.state).toBe("ok");
  });

  it("does not blame the chain for a fact that was changed after sealing, and says that the steps hold", () => {
    const verdict = verdictOf(proof({ seal: fault("runs", "The column task is not what was sealed.") }));
    expect(verdict.badge).toBe("Facts changed since sealed");
    expect(verdict.say).toContain("The steps and their payloads are as they were recorded.");
    expect(verdict.step).toBeUndefined();
    expect(verdict.parts.find((line) => line.part === "seal")!.say).toContain("column task");
  });

  it("tells a signature that is false from a key that is not known", () => {
    const unknown = verdictOf(proof({ signature: fault("run_seals", "The key k9 is not among the trusted keys.", 1) }));
    expect([unknown.tone, unknown.badge]).toEqual(["wait", "Signing key not known"]);
    const forged = verdictOf(proof({ signature: fault("run_seals", "The signature is not one that the key k1 made over this.", 1) }));
    expect([forged.tone, forged.badge]).toEqual(["bad", "Signature does not hold"]);
    expect(forged.say).toContain("nothing signed says that they are the ones that were recorded");
    // The number of a seal is no step.
    expect(forged.step).toBeUndefined();
  });

  it("says that there is no seal where there is none", () => {
    const none = fault("run_seals", "There is no seal that can be read.");
    const verdict = verdictOf(proof({ seal: none, signature: fault("run_seals", "The run has no seal: its seals were removed.", 1), merkle: none }, { seal: null }));
    expect(verdict.badge).toBe("No seal");
    expect(verdict.say).toContain("its seals were removed");
  });

  it("keeps a change of the platform's own notes apart from the run", () => {
    const verdict = verdictOf(proof({ annotations: fault("run_annotations", "3 annotations were signed; 2 are there.", 2) }));
    expect(verdict.badge).toBe("Notes changed");
    expect(verdict.step).toBeUndefined();
    expect(verdict.say).toContain("The steps and their payloads are as they were recorded.");
  });
});
