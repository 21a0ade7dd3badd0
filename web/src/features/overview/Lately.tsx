import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { latestCompilesQuery } from "@/api/compiles";
import { latestMemoriesQuery } from "@/api/memories";
import { latestRunsQuery } from "@/api/runs";
import { count, oneLine, plural, sentence } from "@/ui/format";
import { Command } from "@/ui/Copy";
import { EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import { Status } from "@/ui/Status";
import { Ago } from "@/ui/time";
import "@/features/overview/overview.css";

type Scope = { project?: string; repo?: string };

export function Lately({ project, repo }: Scope) {
  const runs = useQuery(latestRunsQuery({ project, repo }));
  const memories = useQuery(latestMemoriesQuery({ project, repo }));
  const compiles = useQuery(latestCompilesQuery({ repo }));
  const nothing = runs.data?.items.length === 0 && memories.data?.items.length === 0 && compiles.data?.items.length === 0;
  if (nothing && !project && !repo) return <Start />;
  return (
    <div className="lately">
      <Column title="Latest runs" all="/runs" query={runs} empty="No run recorded yet." render={(run) => (
        <Link to="/runs/$id" params={{ id: run.id }} className="lately-line">
          <Status value={run.state === "open" ? "open" : run.outcome.status} />
          <span className="lately-text truncate">{oneLine(run.task, 120) || "Run without a task"}</span>
          <span className="lately-meta muted"><span className="truncate">{run.repo ?? run.agent.name} · {plural(run.stepCount, "step")}</span> <Ago at={run.startedAt ?? run.createdAt} /></span>
        </Link>
      )} />
      <Column title="Learned lately" all="/memories" allSearch={{ tab: "accepted" }} query={memories} empty="No memory accepted yet." render={(memory) => (
        <Link to="/memories/$id" params={{ id: memory.id }} className="lately-line">
          <Status value={memory.status} word={sentence(memory.type)} />
          <span className="lately-text truncate">{oneLine(memory.text, 120)}</span>
          <span className="lately-meta muted"><span className="truncate">{memory.scope.repo ?? "everywhere"} · used {memory.usageCount === 1 ? "once" : `${count(memory.usageCount)} times`}</span> <Ago at={memory.createdAt} /></span>
        </Link>
      )} />
      <Column title="Latest compiles" all="/context" query={compiles} empty="No window compiled yet." render={(compile) => (
        <Link to="/context/$id" params={{ id: compile.id }} className="lately-line">
          <Status value="included" word={`${compile.included} of ${compile.candidates} in`} />
          <span className="lately-text truncate">{oneLine(compile.task, 120)}</span>
          <span className="lately-meta muted"><span className="truncate">{count(compile.usedTokens)} of {count(compile.budget)} tokens · {plural(compile.memoriesIncluded, "memory", "memories")}</span> <Ago at={compile.at} /></span>
        </Link>
      )} />
    </div>
  );
}

function Column<T extends { id: string }>({ title, all, allSearch, query, empty, render }: {
  title: string;
  all: "/runs" | "/memories" | "/context";
  allSearch?: { tab: string };
  query: { data: { items: T[] } | undefined; error: unknown; refetch: () => unknown };
  empty: string;
  render: (item: T) => React.ReactNode;
}) {
  return (
    <section className="card" aria-label={title}>
      <header><h2>{title}</h2><Link to={all} search={allSearch as never} aria-label={`All: ${title.toLowerCase()}`}>All</Link></header>
      {query.error && !query.data ? <div className="body"><ProblemNotice error={query.error} retry={() => query.refetch()} /></div>
        : !query.data ? <div className="body"><Skeleton lines={6} /></div>
        : query.data.items.length === 0 ? <p className="body muted">{empty}</p>
        : <ul>{query.data.items.map((item) => <li key={item.id}>{render(item)}</li>)}</ul>}
    </section>
  );
}

/** The first page of an empty platform: what to type next. */
function Start() {
  return (
    <EmptyState title="Nothing has been recorded yet. Two ways to begin:">
      <ol className="start">
        <li>
          <p>Let the scripted demo agent make two runs. The second uses what the first one learned.</p>
          <Command text="./dev ctx demo" />
        </li>
        <li>
          <p>Import what you already have: session files of Claude Code, Codex, OpenHands, SWE-agent, pi and others. Drop them on <Link to="/import">the import page</Link>, or:</p>
          <Command text="./dev ctx import PATH" />
        </li>
      </ol>
    </EmptyState>
  );
}
