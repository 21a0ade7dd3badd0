import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { formatsQuery, importsQuery } from "@/api/imports";
import { ImportPage, type ImportSearch } from "@/features/imports/ImportPage";
import { oneOf, text } from "@/ui/search";

export const Route = createFileRoute("/import")({
  staticData: { crumb: "Import" },
  validateSearch: z.object({ project: text(), repo: text(), job: text(), show: oneOf(["imported", "unchanged", "skipped", "failed"]) }),
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(importsQuery);
    void context.queryClient.prefetchQuery(formatsQuery);
  },
  component: ImportRoute,
});

function ImportRoute() {
  const { project, repo, job, show } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const set = (change: ImportSearch) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  return (
    <div className="page">
      <h1>Import runs</h1>
      <ImportPage search={{ job, show }} scope={{ project, repo }} onSearch={set} />
    </div>
  );
}
