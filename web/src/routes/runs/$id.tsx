import { useQuery } from "@tanstack/react-query";
import { createFileRoute, Link, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { annotationsQuery, runQuery } from "@/api/runs";
import { outlineQuery, pageSize, stepPageQuery, stepQuery } from "@/api/steps";
import { RunCompiles, RunNotes } from "@/features/context/RunContext";
import { RunMemories } from "@/features/memories/RunMemories";
import { RunHeader } from "@/features/runs/RunHeader";
import { RunRedactions } from "@/features/runs/RunRedactions";
import { RunTree } from "@/features/runs/RunTree";
import { RunTimeline } from "@/features/runs/RunTimeline";
import { count } from "@/ui/format";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { flag, natural, oneOf, text } from "@/ui/search";
import { TabBar, tabMatch } from "@/ui/Tabs";

export const Route = createFileRoute("/runs/$id")({
  staticData: { crumb: "Run" },
  validateSearch: z.object({
    project: text(),
    repo: text(),
    tab: oneOf(["tree", "redactions", "memories", "context", "notes"]),
    step: natural(),
    kind: oneOf(["system", "user", "llm", "tool", "compaction", "policy", "compile", "handoff", "eval", "note"]),
    errors: flag(),
    q: text(),
    field: oneOf(["input", "output", "args", "result"]),
    start: natural(),
    end: natural(),
  }),
  loaderDeps: ({ search: { kind, errors, q } }) => ({ kind, errors, q }),
  loader: ({ context, params, deps, location }) => {
    void context.queryClient.prefetchQuery(runQuery(params.id));
    void context.queryClient.prefetchQuery(outlineQuery(params.id, deps));
    // Most runs begin at step 0 and are opened there: their first page need not wait to be told so.
    const named = (location.search as { step?: number }).step;
    if (named !== undefined) void context.queryClient.prefetchQuery(stepQuery(params.id, named));
    else if (!deps.kind && !deps.errors && !deps.q) void context.queryClient.prefetchQuery(stepPageQuery(params.id, deps, 0, pageSize));
    void context.queryClient.prefetchQuery(annotationsQuery(params.id));
  },
  component: RunPage,
});

const tabs = [
  { id: undefined, name: "Timeline" },
  { id: "tree", name: "Tree" },
  { id: "redactions", name: "Redactions" },
  { id: "memories", name: "Memories" },
  { id: "context", name: "Context" },
  { id: "notes", name: "Notes" },
] as const;

function RunPage() {
  const { id } = Route.useParams();
  const asked = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const run = useQuery(runQuery(id));
  const notes = useQuery(annotationsQuery(id));
  const onSearch = (change: object) => void navigate({ search: (old) => ({ ...old, ...(change as Partial<typeof asked>) }), replace: true, resetScroll: false });
  if (run.error && !run.data) {
    return (
      <div className="page">
        <h1>Run</h1>
        <ProblemNotice error={run.error} doing="The run could not be read" retry={() => void run.refetch()} />
      </div>
    );
  }
  if (!run.data) {
    return (
      <div className="page">
        <h1>Run</h1>
        <Skeleton lines={12} height={20} />
      </div>
    );
  }
  const related = run.data.parent != null || run.data.childCount > 0;
  return (
    <div className="run-page">
      <RunHeader run={run.data} onStep={(step) => onSearch({ tab: undefined, step, kind: undefined, errors: undefined, q: undefined })} />
      <TabBar label="Parts of the run">
        {tabs.filter((tab) => tab.id === asked.tab || (tab.id !== "tree" && tab.id !== "redactions") || (tab.id === "tree" ? related : run.data.redactionCount > 0)).map((tab) => (
          <Link key={tab.name} from={Route.fullPath} to="." search={(old) => ({ project: old.project, repo: old.repo, tab: tab.id })} resetScroll={false} activeOptions={tabMatch}>
            {tab.name}
            {tab.id === "tree" && run.data.childCount > 0 && <span className="count">{run.data.childCount}</span>}
            {tab.id === "redactions" && run.data.redactionCount > 0 && <span className="count">{count(run.data.redactionCount)}</span>}
            {tab.id === "notes" && notes.data && notes.data.items.length > 0 && <span className="count">{notes.data.items.length}</span>}
          </Link>
        ))}
        <Link to="/provenance/$kind/$id" params={{ kind: "run", id }}>Provenance</Link>
      </TabBar>
      {asked.tab === "memories" ? <RunMemories runId={id} complete={run.data.state === "complete"} />
        : asked.tab === "context" ? <RunCompiles runId={id} />
        : asked.tab === "notes" ? <RunNotes runId={id} />
        : asked.tab === "redactions" ? <RunRedactions runId={id} />
        : asked.tab === "tree" ? <RunTree runId={id} />
        : <RunTimeline run={run.data} search={asked} onSearch={onSearch} />}
    </div>
  );
}
