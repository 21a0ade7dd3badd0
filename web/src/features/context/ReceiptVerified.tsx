import { useQuery } from "@tanstack/react-query";
import { ShieldCheck, ShieldX } from "lucide-react";
import { compileVerifyQuery } from "@/api/compiles";
import { Tag } from "@/ui/Status";

/** Whether the receipt still says what was computed then: hashes recomputed, and its place in the sealed chain. */
export function ReceiptVerified({ id }: { id: string }) {
  const verify = useQuery(compileVerifyQuery(id));
  if (verify.isPending) return <Tag>checking the receipt…</Tag>;
  if (verify.error) return <Tag tone="wait" title={verify.error.message}>receipt could not be checked</Tag>;
  const { ok, problems, note, seal } = verify.data;
  if (!ok) {
    return (
      <span className="status pill" data-tone="bad" role="alert">
        <ShieldX className="icon small" aria-hidden /> Receipt does not hold: {problems.join(" ")}
      </span>
    );
  }
  return (
    <>
      <span className="status pill" data-tone="ok" title={note ?? undefined}>
        <ShieldCheck className="icon small" aria-hidden /> Receipt verified
      </span>
      <Tag title={seal ? `Root ${seal.root}` : "Receipts are sealed in batches a moment after they are made"}>{seal ? `sealed in batch ${seal.number}` : "not sealed yet"}</Tag>
    </>
  );
}
