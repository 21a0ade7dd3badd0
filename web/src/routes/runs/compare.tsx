import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { compareQuery, peersQuery } from "@/api/runs";
import { Comparison } from "@/features/runs/Comparison";
import { ComparePicker } from "@/features/runs/ComparePicker";
import { flag, text } from "@/ui/search";

export const Route = createFileRoute("/runs/compare")({
  staticData: { crumb: "Compare runs" },
  validateSearch: z.object({ project: text(), repo: text(), left: text(), right: text(), changes: flag() }),
  loaderDeps: ({ search: { left, right, changes } }) => ({ left, right, changes }),
  loader: ({ context, deps: { left, right, changes } }) => {
    if (left && right) void context.queryClient.prefetchInfiniteQuery(compareQuery(left, right, changes === true));
    else if (left ?? right) void context.queryClient.prefetchQuery(peersQuery((left ?? right)!));
  },
  component: ComparePage,
});

function ComparePage() {
  const { left, right, changes } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const set = (change: { left?: string; right?: string; changes?: true }) => void navigate({ search: (old) => ({ ...old, ...change }), resetScroll: false });
  const missing = left === undefined ? "left" : right === undefined ? "right" : undefined;
  return (
    <div className="page">
      <h1>{missing === undefined ? "Compare runs" : left ?? right ? "Compare with…" : "Compare runs: pick the first"}</h1>
      {left !== undefined && right !== undefined ? (
        <Comparison
          left={left}
          right={right}
          changes={changes === true}
          onChanges={(only) => set({ changes: only ? true : undefined })}
          onSwap={() => set({ left: right, right: left })}
          onPick={(side) => set({ [side]: undefined })}
        />
      ) : (
        <ComparePicker side={missing!} other={left ?? right} onPick={(id) => set({ [missing!]: id })} />
      )}
    </div>
  );
}
