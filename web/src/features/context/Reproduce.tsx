import { useMutation } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { reproduce } from "@/api/compiles";
import { Tag } from "@/ui/Status";

/** Runs the compile again when asked to, and says whether the bytes are the same. */
export function Reproduce({ id }: { id: string }) {
  const again = useMutation({ mutationFn: () => reproduce(id) });
  return (
    <span className="row" role="status">
      <button type="button" className="button small" disabled={again.isPending} onClick={() => again.mutate()}>
        <RotateCcw className="icon small" aria-hidden /> {again.isPending ? "Running it again…" : "Reproduce"}
      </button>
      {again.error && <Tag tone="wait" title={again.error.message}>could not be run again: {again.error.message}</Tag>}
      {again.data && (
        <span className="status pill" data-tone={again.data.same === true ? "ok" : again.data.same === false ? "bad" : "wait"} title={again.data.outputHash}>
          {again.data.same === true ? "the same bytes" : again.data.same === false ? `other bytes: ${again.data.problems.join(" ")}` : again.data.note}
        </span>
      )}
    </span>
  );
}
