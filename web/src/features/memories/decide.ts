// What a person may do with a candidate or a memory, and what each act is called. Pure.
import type { CandidateDecision, MemoryStatus } from "@/api/contract";

export const acts = ["promote", "pin", "reject", "expire", "quarantine"] as const;
export type Act = (typeof acts)[number];
export type Standing = CandidateDecision | MemoryStatus;

/** Acts that make sense where a candidate or memory stands, most likely first. */
export function actsFor(standing: Standing): Act[] {
  switch (standing) {
    case "pending":
      return ["promote", "pin", "reject", "quarantine"];
    case "quarantined":
      return ["promote", "pin", "reject"];
    case "accepted":
    case "active":
      return ["pin", "expire", "reject", "quarantine"];
    case "pinned":
      return ["promote", "expire", "reject", "quarantine"];
    case "rejected":
    case "expired":
      return ["promote", "pin"];
    case "merged":
    case "superseded":
      return [];
  }
}

export const done: Record<Act, string> = { promote: "Promoted", pin: "Pinned", reject: "Rejected", expire: "Expired", quarantine: "Quarantined" };

export function verb(act: Act, standing: Standing): string {
  if (act === "promote" && standing === "pinned") return "Unpin";
  if (act === "promote" && (standing === "expired" || standing === "rejected")) return "Restore";
  return { promote: "Promote", pin: "Pin", reject: "Reject", expire: "Expire", quarantine: "Quarantine" }[act];
}

export const keyOf: Record<Act, string> = { promote: "p", pin: "i", reject: "x", expire: "e", quarantine: "q" };

/** What a bulk act would change, for its preview: those it applies to and how many it leaves alone. */
export function preview<T>(rows: T[], standing: (row: T) => Standing, act: Act): { changes: T[]; skipped: number } {
  const changes = rows.filter((row) => actsFor(standing(row)).includes(act));
  return { changes, skipped: rows.length - changes.length };
}
