// A tree of runs as lines, and which steps of a run began another. Pure.
import type { RunTreeNode } from "@/api/contract";

/** Children under their parents in the order given; a node whose parent is not among them stands at the top. Each node once, whatever the parents say. */
export function treeRows(nodes: readonly RunTreeNode[]): { node: RunTreeNode; depth: number }[] {
  const known = new Set(nodes.map((node) => node.runId));
  const below = new Map<string, RunTreeNode[]>();
  const tops: RunTreeNode[] = [];
  for (const node of nodes) {
    if (node.parentId != null && known.has(node.parentId) && node.parentId !== node.runId) below.set(node.parentId, [...(below.get(node.parentId) ?? []), node]);
    else tops.push(node);
  }
  const rows: { node: RunTreeNode; depth: number }[] = [];
  const waiting = tops.map((node) => ({ node, depth: 0 })).reverse();
  const seen = new Set<string>();
  while (waiting.length > 0) {
    const next = waiting.pop()!;
    if (seen.has(next.node.runId)) continue;
    seen.add(next.node.runId);
    rows.push(next);
    for (const child of [...(below.get(next.node.runId) ?? [])].reverse()) waiting.push({ node: child, depth: next.depth + 1 });
  }
  return rows;
}

/** The runs that began at each step of a run. */
export function begunAt(nodes: readonly RunTreeNode[] | undefined, runId: string): ReadonlyMap<number, RunTreeNode[]> {
  const begun = new Map<number, RunTreeNode[]>();
  for (const node of nodes ?? []) if (node.parentId === runId && node.seq != null) begun.set(node.seq, [...(begun.get(node.seq) ?? []), node]);
  return begun;
}
