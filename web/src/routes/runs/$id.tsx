import { useQuery } from "@tanstack/react-query";
import { createFileRoute, Link, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { annotationsQuery, runQuery } from "@/api/runs";
import { outlineQuery } from "@/api/steps";
import { RunCompiles, RunNotes } from "@/features/context/RunContext";
import { RunMemories } from "@/features/memories/RunMemories";
import { RunHeader } from "@/features/runs/RunHeader";
import { RunTimeline } from "@/features/runs/RunTimeline";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { flag, natural, oneOf, text } from "@/ui/search";
import { TabBar, tabMatch } from "@/ui/Tabs";

export const Route = createFileRoute("/runs/$id")({
  staticData: { crumb: "Run" },
  validateSearch: z.object({
    project: text(),
    repo: text(),
    tab: oneOf(["memories", "context", "notes"]),
    step: natural(),
    kind: oneOf(["system", "user", "llm", "tool", "compaction", "policy", "compile", "handoff", "eval", "note"]),
    errors: flag(),
    q: text(),
    field: oneOf(["input", "output", "args", "result"]),
    start: natural(),
    end: natural(),
  }),
  loaderDeps: ({ search: { kind, errors, q } }) => ({ kind, errors, q }),
  loader: ({ context, params, deps }) => {
    void context.queryClient.prefetchQuery(runQuery(params.id));
    void context.queryClient.prefetchQuery(outlineQuery(params.id, deps));
    void context.queryClient.prefetchQuery(annotationsQuery(params.id));
  },
  component: RunPage,
});

const tabs = [
  { id: undefined, name: "Timeline" },
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
  return (
    <div className="run-page">
      <RunHeader run={run.data} onStep={(step) => onSearch({ tab: undefined, step, kind: undefined, errors: undefined, q: undefined })} />
      <TabBar label="Parts of the run">
        {tabs.map((tab) => (
          <Link key={tab.name} from={Route.fullPath} to="." search={(old) => ({ project: old.project, repo: old.repo, tab: tab.id })} resetScroll={false} activeOptions={tabMatch}>
            {tab.name}
            {tab.id === "notes" && notes.data && notes.data.items.length > 0 && <span className="count">{notes.data.items.length}</span>}
          </Link>
        ))}
      </TabBar>
      {asked.tab === "memories" ? <RunMemories runId={id} complete={run.data.state === "complete"} />
        : asked.tab === "context" ? <RunCompiles runId={id} />
        : asked.tab === "notes" ? <RunNotes runId={id} />
        : <RunTimeline runId={id} search={asked} onSearch={onSearch} />}
    </div>
  );
}
