import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { compilesQuery } from "@/api/compiles";
import { ContextTabs } from "@/features/context/ContextTabs";
import { CompilesTable } from "@/features/context/CompilesTable";
import { text } from "@/ui/search";

export const Route = createFileRoute("/context/")({
  staticData: { crumb: "Context" },
  validateSearch: z.object({ project: text(), repo: text(), q: text(), profile: text(), sort: text() }),
  loaderDeps: ({ search: { repo, q, profile } }) => ({ repo, q, profile }),
  loader: ({ context, deps }) => void context.queryClient.prefetchInfiniteQuery(compilesQuery(deps)),
  component: ContextPage,
});

function ContextPage() {
  const asked = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return (
    <div className="page">
      <h1>Context</h1>
      <ContextTabs />
      <CompilesTable
        filter={{ repo: asked.repo, q: asked.q, profile: asked.profile }}
        search={asked}
        onSearch={(change, replace) => void navigate({ search: (old) => ({ ...old, ...change }), replace, resetScroll: false })}
        onOpen={(id) => void navigate({ to: "/context/$id", params: { id } })}
      />
    </div>
  );
}
