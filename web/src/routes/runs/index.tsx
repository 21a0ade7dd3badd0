import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { runsQuery, type RunFilter } from "@/api/runs";
import { RunDrawer } from "@/features/runs/RunDrawer";
import { outcomes, RunsTable } from "@/features/runs/RunsTable";
import { oneOf, text } from "@/ui/search";

const search = z.object({
  project: text(),
  repo: text(),
  q: text(),
  agent: text(),
  model: text(),
  state: oneOf(["open", "complete"]),
  outcome: oneOf(outcomes),
  span: oneOf(["1h", "24h", "7d", "30d"]),
  sort: text(),
  sel: text(),
});

type Search = z.infer<typeof search>;

const toFilter = ({ project, repo, q, agent, model, state, outcome, span }: Search): RunFilter => ({ project, repo, q, agent, model, state, outcome, span });

export const Route = createFileRoute("/runs/")({
  staticData: { crumb: "Runs" },
  validateSearch: search,
  loaderDeps: ({ search: { sort: _sort, sel: _sel, ...asked } }) => asked,
  loader: ({ context, deps }) => void context.queryClient.prefetchInfiniteQuery(runsQuery(toFilter(deps))),
  component: RunsPage,
});

function RunsPage() {
  const asked = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return (
    <div className="page">
      <h1>Runs</h1>
      <div className="with-drawer">
        <RunsTable
          filter={toFilter(asked)}
          search={asked}
          onSearch={(change, replace) => void navigate({ search: (old) => ({ ...old, ...(change as Partial<Search>) }), replace, resetScroll: false })}
          onOpen={(id) => void navigate({ to: "/runs/$id", params: { id } })}
        />
        {asked.sel && <RunDrawer id={asked.sel} onClose={() => void navigate({ search: (old) => ({ ...old, sel: undefined }), replace: true, resetScroll: false })} />}
      </div>
    </div>
  );
}
