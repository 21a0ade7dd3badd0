import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { compilesQuery } from "@/api/compiles";
import { ContextPage } from "@/features/context/ContextPage";
import { CompilesTable } from "@/features/context/CompilesTable";
import { text } from "@/ui/search";

export const Route = createFileRoute("/context/")({
  staticData: { crumb: "Context" },
  validateSearch: z.object({ project: text(), repo: text(), q: text(), profile: text(), sort: text() }),
  loaderDeps: ({ search: { repo, q, profile } }) => ({ repo, q, profile }),
  loader: ({ context, deps }) => void context.queryClient.prefetchInfiniteQuery(compilesQuery(deps)),
  component: ReceiptsPage,
});

function ReceiptsPage() {
  const asked = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return (
    <ContextPage>
      <CompilesTable
        filter={{ repo: asked.repo, q: asked.q, profile: asked.profile }}
        search={asked}
        onSearch={(change, replace) => void navigate({ search: (old) => ({ ...old, ...change }), replace, resetScroll: false })}
        onOpen={(id) => void navigate({ to: "/context/$id", params: { id } })}
      />
    </ContextPage>
  );
}
