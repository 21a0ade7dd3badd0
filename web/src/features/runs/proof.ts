// What the recomputed proof of a run says, in words for a person. Pure.
import type { ProofCheck, ProofPart, VerifyResult } from "@/api/contract";
import { plural } from "@/ui/format";

export type PartLine = { part: ProofPart; name: string; state: ProofCheck["state"]; say: string; step?: number };
export type Verdict = { tone: "ok" | "wait" | "bad"; badge: string; say: string; parts: PartLine[]; step?: number };

const names: Record<ProofPart, string> = { chain: "Steps", payloads: "Payloads", merkle: "Merkle root", seal: "Sealed facts", signature: "Signature", annotations: "Notes" };

/** The steps first, then what is said about them, then who vouches for it, then what the platform added. */
const order: ProofPart[] = ["chain", "payloads", "merkle", "seal", "signature", "annotations"];

const holds: Record<ProofPart, string> = {
  chain: "Each follows from the one before; none was changed, added or taken out.",
  payloads: "Every text still has the hash that its step names.",
  merkle: "The steps give the root that was signed.",
  seal: "Task, agent, outcome and every other fact of the run are as they were signed.",
  signature: "Made by a key of this installation or one it trusts.",
  annotations: "Compiles, memories and decisions noted on the run are all there, as written.",
};

const meaning: Record<ProofPart, string> = {
  chain: "The steps are not those that were recorded.",
  payloads: "A text is not what was recorded.",
  merkle: "The steps are not those that were sealed.",
  seal: "A fact about the run was changed after it was sealed.",
  signature: "Nobody vouches for the seal.",
  annotations: "What the platform noted on the run was changed.",
};

const unchecked: Partial<Record<ProofCheck["state"], string>> = { absent: "Comes when the run is complete.", unchecked: "There was no key to check it with." };

// The platform says so only in its sentence; any other sentence falls back to the general words.
const unknownKey = (check: ProofCheck | undefined): boolean => check?.fault?.reason.includes("is not among the trusted keys") === true;

export function verdictOf(result: VerifyResult): Verdict {
  const by = new Map(result.checks.map((check) => [check.part, check]));
  const noSeal = result.state === "complete" && result.seal === null;
  const parts = order.flatMap((part): PartLine[] => {
    const check = by.get(part);
    if (!check) return [];
    const { state, fault } = check;
    const step = state === "broken" && (fault?.where === "steps" || fault?.where === "blobs") ? (fault.seq ?? undefined) : undefined;
    const say = state === "broken" ? `${step === undefined ? "" : `Step ${step}: `}${fault?.reason ?? meaning[part]}` : (unchecked[state] ?? holds[part]);
    return [{ part, name: names[part], state, say, step }];
  });
  const broken = parts.filter((line) => line.state === "broken");
  const first = broken[0];
  if (!first) {
    return { tone: "ok", badge: "Verified", say: `All ${plural(result.steps, "step")} were recomputed just now, with their payloads, the seal and its signature: nothing has changed since it was recorded.`, parts };
  }
  const sound = broken.every((line) => line.part !== "chain" && line.part !== "payloads" && line.part !== "merkle");
  const fit = "The steps follow from one another, but nothing signed says that they are the ones that were recorded.";
  const stepsHold = by.get("signature")?.state === "broken" ? fit : "The steps and their payloads are as they were recorded.";
  if (noSeal && broken.every((line) => line.part === "seal" || line.part === "signature" || line.part === "merkle")) {
    return { tone: "bad", badge: "No seal", say: `${by.get("signature")?.fault?.reason ?? "There is no seal that can be read."} ${fit}`, parts };
  }
  if (broken.length === 1 && first.part === "signature" && unknownKey(by.get("signature"))) {
    return { tone: "wait", badge: "Signing key not known", say: `The parts of the run fit together, but the key that sealed it is neither of this installation nor trusted here. An admin can add it: then the seal vouches for the run.`, parts };
  }
  const badge = {
    chain: first.step === undefined ? "Chain broken" : `Chain broken at step ${first.step}`,
    payloads: first.step === undefined ? "Payload changed" : `Payload changed at step ${first.step}`,
    merkle: "Steps are not those sealed",
    seal: "Facts changed since sealed",
    signature: "Signature does not hold",
    annotations: "Notes changed",
  }[first.part];
  const others = broken.length > 1 ? ` ${plural(broken.length, "part")} of the proof do not hold.` : "";
  return { tone: "bad", badge, say: `${meaning[first.part]}${others} ${sound ? stepsHold : result.steps > 0 ? `What stands before it, ${plural(result.steps, "step")}, holds.` : ""}`.trim(), parts, step: first.step ?? result.firstBroken?.seq };
}
