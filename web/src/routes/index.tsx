import { createFileRoute } from "@tanstack/react-router";
import { z } from "zod";
import { latestCompilesQuery } from "@/api/compiles";
import { latestMemoriesQuery } from "@/api/memories";
import { latestRunsQuery } from "@/api/runs";
import { Lately } from "@/features/overview/Lately";
import { Waiting } from "@/features/overview/Waiting";
import { text } from "@/ui/search";

export const Route = createFileRoute("/")({
  staticData: { crumb: "Overview" },
  validateSearch: z.object({ project: text(), repo: text() }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps: { project, repo } }) => {
    void context.queryClient.prefetchQuery(latestRunsQuery({ project, repo }));
    void context.queryClient.prefetchQuery(latestMemoriesQuery({ project, repo }));
    void context.queryClient.prefetchQuery(latestCompilesQuery({ repo }));
  },
  component: OverviewPage,
});

function OverviewPage() {
  const { project, repo } = Route.useSearch();
  return (
    <div className="page">
      <h1>Overview</h1>
      <Waiting />
      <Lately project={project} repo={repo} />
    </div>
  );
}
