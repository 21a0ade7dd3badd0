import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { RunTreeNode } from "@/api/contract";
import { runTreeQuery } from "@/api/runs";
import { oneLine, plural, sentence } from "@/ui/format";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { Status, Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";
import { treeRows } from "@/features/runs/tree";

/** The runs that belong together: who started whom, and where a session went another way. */
export function RunTree({ runId }: { runId: string }) {
  const tree = useQuery(runTreeQuery(runId));
  if (tree.error && !tree.data) return <ProblemNotice error={tree.error} doing="The tree could not be read" retry={() => void tree.refetch()} />;
  if (!tree.data) return <Skeleton lines={6} height={20} />;
  return (
    <div className="stack run-tab">
      <p className="soft">{tree.data.nodes.length === 1 ? "This run stands alone: no run started it, and it started none that is recorded." : `${plural(tree.data.nodes.length, "run")} belong together; each names the step of its parent where it begins.`}</p>
      <ul className="entries run-tree" aria-label="Runs that belong together">
        {treeRows(tree.data.nodes).map(({ node, depth }) => <Node key={node.runId} node={node} depth={depth} here={node.runId === runId} />)}
      </ul>
    </div>
  );
}

function Node({ node, depth, here }: { node: RunTreeNode; depth: number; here: boolean }) {
  return (
    <li className="entry entry-line" style={{ "--depth": Math.min(depth, 8) } as React.CSSProperties} data-lit={here || undefined}>
      <span className="run-tree-what">
        <Status value={node.outcome} />
        {node.relation && <Tag>{relationWords(node.relation)}</Tag>}
        <span className="truncate run-tree-task">
          {here ? <strong aria-current="page">{oneLine(node.task, 160) || "No task given"}</strong> : <Link to="/runs/$id" params={{ id: node.runId }}>{oneLine(node.task, 160) || "No task given"}</Link>}
        </span>
      </span>
      {/* A cell each, also where there is nothing to say: they stand in columns. */}
      <span className="nowrap">{node.parentId && node.seq != null && <Link to="/runs/$id" params={{ id: node.parentId }} search={{ step: node.seq }}>from step {node.seq}</Link>}</span>
      <span className="muted nowrap run-tree-who">{node.agent}</span>
      <span className="muted run-tree-num run-tree-who">{plural(node.stepCount, "step")}</span>
      <span className="run-tree-num" data-tone="bad">{node.errorCount > 0 && plural(node.errorCount, "error")}</span>
      <span className="muted run-tree-num run-tree-who"><Ago at={node.startedAt} /></span>
    </li>
  );
}

export const relationWords = (relation: string): string => sentence(relation);
