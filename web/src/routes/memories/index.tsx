import { createFileRoute, Link, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { candidatesQuery, memoriesQuery, type CandidateFilter, type MemoryFilter } from "@/api/memories";
import { KeyHint } from "@/features/memories/KeyHint";
import { MemoryDrawer } from "@/features/memories/MemoryDrawer";
import { CandidatesTable, MemoriesTable } from "@/features/memories/MemoryTables";
import { useDecide } from "@/features/memories/useDecide";
import { memoryTypes } from "@/features/memories/words";
import { useKeys } from "@/ui/keyboard";
import { ProblemNotice } from "@/ui/Notice";
import { oneOf, text } from "@/ui/search";
import { TabBar, tabMatch } from "@/ui/Tabs";
import { UndoBar } from "@/ui/UndoBar";

const search = z.object({
  project: text(),
  repo: text(),
  tab: oneOf(["candidates", "accepted", "quarantined", "all"]),
  q: text(),
  type: oneOf(memoryTypes),
  standing: text(),
  run: text(),
  sort: text(),
  sel: text(),
});
type Search = z.infer<typeof search>;

const candidateFilter = ({ tab, q, type, repo, run, standing }: Search): CandidateFilter => ({
  q, type, repo, run,
  decision: tab === "all" ? standing : tab === "quarantined" ? "quarantined" : "pending",
});
const memoryFilter = ({ q, type, repo, project, run, standing }: Search): MemoryFilter => ({ q, type, repo, project, run, status: standing });

const tabs = [
  { id: undefined, name: "Candidates" },
  { id: "accepted", name: "Accepted" },
  { id: "quarantined", name: "Quarantined" },
  { id: "all", name: "All candidates" },
] as const;

export const Route = createFileRoute("/memories/")({
  staticData: { crumb: "Memories" },
  validateSearch: search,
  loaderDeps: ({ search: { sort: _sort, sel: _sel, ...asked } }) => asked,
  loader: ({ context, deps }) => {
    if (deps.tab === "accepted") void context.queryClient.prefetchInfiniteQuery(memoriesQuery(memoryFilter(deps)));
    else void context.queryClient.prefetchInfiniteQuery(candidatesQuery(candidateFilter(deps)));
  },
  component: MemoriesPage,
});

function MemoriesPage() {
  const asked = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const decide = useDecide();
  const tab = asked.tab === "candidates" ? undefined : asked.tab;
  const shared = {
    search: asked,
    decide,
    onSearch: (change: object, replace?: boolean) => void navigate({ search: (old) => ({ ...old, ...(change as Partial<Search>) }), replace, resetScroll: false }),
    onOpen: (id: string) => void navigate({ to: "/memories/$id", params: { id } }),
  };
  useKeys((key) => {
    if (key !== "u" || !decide.undo) return false;
    decide.undo();
    return true;
  });
  return (
    <div className="page">
      <div className="page-head">
        <h1>Memories</h1>
        <KeyHint />
      </div>
      <TabBar label="Memories by standing">
        {tabs.map((each) => (
          <Link key={each.name} to="/memories" search={(old) => ({ project: old.project, repo: old.repo, tab: each.id })} activeOptions={tabMatch}>
            {each.name}
          </Link>
        ))}
      </TabBar>
      {decide.error && <ProblemNotice error={decide.error} doing="The decision was refused" />}
      <div className="with-drawer">
        <div>
          {tab === "accepted" ? (
            <MemoriesTable filter={memoryFilter(asked)} {...shared} />
          ) : (
            <CandidatesTable key={tab ?? "pending"} filter={candidateFilter(asked)} fixed={tab !== "all"} {...shared} />
          )}
        </div>
        {asked.sel && <MemoryDrawer id={asked.sel} candidates={tab !== "accepted"} decide={decide} onClose={() => shared.onSearch({ sel: undefined }, true)} />}
      </div>
      {decide.said && <UndoBar text={decide.said} undo={decide.undo} onClose={decide.dismiss} />}
    </div>
  );
}
