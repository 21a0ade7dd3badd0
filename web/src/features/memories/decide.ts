// What a person may do with a candidate or a memory, and how each act is taken back. Pure.
import type { CandidateDecision, MemoryStatus } from "@/api/contract";

export type Act = "promote" | "pin" | "reject" | "expire";
export type Standing = CandidateDecision | MemoryStatus;

/** Acts that make sense where a candidate or memory stands, most likely first. */
export function actsFor(standing: Standing): Act[] {
  switch (standing) {
    case "pending":
    case "quarantined":
      return ["promote", "pin", "reject"];
    case "accepted":
    case "active":
      return ["pin", "expire"];
    case "pinned":
      return ["promote", "expire"];
    case "rejected":
    case "expired":
      return ["promote", "pin"];
    case "merged":
    case "superseded":
      return [];
  }
}

/** The act that takes another one back, given where it started; null when nothing leads back there. */
export function undoOf(act: Act, before: Standing): { act: Act; label: string } | null {
  switch (act) {
    case "expire":
      return before === "pinned" ? { act: "pin", label: "Undo" } : { act: "promote", label: "Undo" };
    case "pin":
      if (before === "active" || before === "accepted") return { act: "promote", label: "Undo" };
      if (before === "expired") return { act: "expire", label: "Undo" };
      return { act: "reject", label: before === "rejected" ? "Undo" : "Reject instead" };
    case "promote":
      if (before === "pinned") return { act: "pin", label: "Undo" };
      if (before === "expired") return { act: "expire", label: "Undo" };
      return { act: "reject", label: before === "rejected" ? "Undo" : "Reject instead" };
    case "reject":
      return { act: "promote", label: "Promote instead" };
  }
}

export const done: Record<Act, string> = { promote: "Promoted", pin: "Pinned", reject: "Rejected", expire: "Expired" };

export function verb(act: Act, standing: Standing): string {
  if (act === "promote" && standing === "pinned") return "Unpin";
  if (act === "promote" && standing === "expired") return "Restore";
  return { promote: "Promote", pin: "Pin", reject: "Reject", expire: "Expire" }[act];
}

export const keyOf: Record<Act, string> = { promote: "p", pin: "i", reject: "x", expire: "e" };

/** What a bulk act would change, for its preview: those it applies to and how many it leaves alone. */
export function preview<T>(rows: T[], standing: (row: T) => Standing, act: Act): { changes: T[]; skipped: number } {
  const changes = rows.filter((row) => actsFor(standing(row)).includes(act));
  return { changes, skipped: rows.length - changes.length };
}
