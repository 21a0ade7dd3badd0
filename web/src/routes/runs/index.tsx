import { createFileRoute, Link, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { runsQuery, type RunFilter } from "@/api/runs";
import { RunDrawer } from "@/features/runs/RunDrawer";
import { outcomes, RunsTable } from "@/features/runs/RunsTable";
import { flag, oneOf, text } from "@/ui/search";

const search = z.object({
  project: text(),
  repo: text(),
  q: text(),
  agent: text(),
  model: text(),
  state: oneOf(["open", "complete"]),
  outcome: oneOf(outcomes),
  span: oneOf(["1h", "24h", "7d", "30d"]),
  roots: flag(),
  sort: text(),
  sel: text(),
});

type Search = z.infer<typeof search>;

const toFilter = ({ project, repo, q, agent, model, state, outcome, span, roots }: Search): RunFilter => ({ project, repo, q, agent, model, state, outcome, span, roots });

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
      <div className="page-head">
        <h1>Runs</h1>
        <div className="actions"><Link className="button" to="/import" search={(old) => ({ project: old.project, repo: old.repo })}>Import runs</Link></div>
      </div>
      <div className="with-drawer">
        <RunsTable
          filter={toFilter(asked)}
          search={asked}
          onSearch={(change, replace) => void navigate({ search: (old) => ({ ...old, ...(change as Partial<Search>) }), replace, resetScroll: false })}
          onCompare={(left, right) => void navigate({ to: "/runs/compare", search: (old) => ({ project: old.project, repo: old.repo, left, right }) })}
          onOpen={(id) => void navigate({ to: "/runs/$id", params: { id } })}
        />
        {asked.sel && <RunDrawer id={asked.sel} onClose={() => void navigate({ search: (old) => ({ ...old, sel: undefined }), replace: true, resetScroll: false })} />}
      </div>
    </div>
  );
}
