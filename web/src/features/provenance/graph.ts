import type { ProvenanceEdge, ProvenanceGraph, ProvenanceMore, ProvenanceNode, ProvenanceRef } from "@/api/contract";

export type Way = "origins" | "effects";

export const key = (of: ProvenanceRef): string => `${of.kind}/${of.id}`;

const edgeKey = (edge: ProvenanceEdge): string => `${key(edge.from)} ${edge.relation} ${key(edge.to)}`;
const moreKey = (more: ProvenanceMore): string => `${key(more.of)} ${more.direction} ${more.relation}`;

/** How an edge reads from what came of it, and from the origin. */
const phrases: Record<string, [back: string, forth: string]> = {
  step: ["in", "has"],
  input: ["input of", "input"],
  output: ["output of", "output"],
  args: ["arguments of", "arguments"],
  result: ["result of", "result"],
  subagent: ["started by", "started"],
  branch: ["branched off", "branched into"],
  continuation: ["goes on from", "went on in"],
  episode: ["cut from", "cut into"],
  suggested: ["suggested by", "suggested"],
  quoted: ["rests on", "quoted in"],
  merged: ["stands for", "merged into"],
  accepted: ["was", "became"],
  included: ["holds", "went into"],
  given: ["was given", "given to"],
  window: ["saw", "seen by"],
};

export const phrase = (relation: string, way: Way): string => phrases[relation]?.[way === "origins" ? 0 : 1] ?? relation.replaceAll("_", " ");

/** A graph with what a further answer says about one of its nodes. Distances stay those from the first root. */
export function merge(graph: ProvenanceGraph, further: ProvenanceGraph): ProvenanceGraph {
  const base = graph.nodes.find((node) => key(node) === key(further.root))?.distance ?? 0;
  const known = new Set(graph.nodes.map(key));
  const fresh = further.nodes.filter((node) => !known.has(key(node))).map((node) => ({ ...node, distance: base + node.distance }));
  const edges = new Map([...graph.edges, ...further.edges].map((edge) => [edgeKey(edge), edge]));
  // Of the node that was asked about the further answer knows what is left; of the others only when they are new.
  const freshKeys = new Set(fresh.map(key));
  const asked = new Set(further.edges.map((edge) => edge.relation));
  const kept = graph.more.filter((more) => !(key(more.of) === key(further.root) && more.direction === further.direction && asked.has(more.relation)));
  const more = new Map([...kept, ...further.more.filter((each) => key(each.of) === key(further.root) || freshKeys.has(key(each.of)))].map((each) => [moreKey(each), each]));
  return { ...graph, nodes: [...graph.nodes, ...fresh], edges: [...edges.values()], more: [...more.values()] };
}

export type Branch = { edge: ProvenanceEdge; node: ProvenanceNode; again: boolean; branches: Branch[]; more: ProvenanceMore[] };

/** The graph as a tree in one direction; what stands there already is named again and not unfolded, so a circle ends. */
export function tree(graph: ProvenanceGraph, way: Way): { branches: Branch[]; more: ProvenanceMore[] } {
  const nodes = new Map(graph.nodes.map((node) => [key(node), node]));
  const shown = new Set([key(graph.root)]);
  const below = (of: ProvenanceRef): { branches: Branch[]; more: ProvenanceMore[] } => ({
    branches: graph.edges
      .filter((edge) => key(way === "origins" ? edge.to : edge.from) === key(of) && leads(edge))
      .map((edge) => {
        const node = nodes.get(key(way === "origins" ? edge.from : edge.to))!;
        const again = shown.has(key(node));
        shown.add(key(node));
        return { edge, node, again, ...(again ? { branches: [], more: [] } : below(node)) };
      }),
    more: graph.more.filter((more) => key(more.of) === key(of) && more.direction === way),
  });
  const leads = (edge: ProvenanceEdge) => (way === "origins" ? nodes.get(key(edge.to))!.distance <= 0 && nodes.get(key(edge.from))!.distance <= 0 : nodes.get(key(edge.from))!.distance >= 0);
  return below(graph.root);
}

export const cardWidth = 208;
export const cardHeight = 68;
const columnGap = 88;
const rowGap = 20;

export type Box = { left: number; top: number; right: number; bottom: number };

export function boundsOf(places: ReadonlyMap<string, { x: number; y: number }>): Box {
  const [xs, ys] = [[...places.values()].map((at) => at.x), [...places.values()].map((at) => at.y)];
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs) + cardWidth, bottom: Math.max(...ys) + cardHeight };
}

/** Below this the words on the cards cannot be read. */
export const readable = 0.85;
const margin = 24;

/** How much of the graph to look at first: all of it if it can be read then; else what lies around the root (whose middle is at cardWidth / 2, 0), without a margin where there is more. */
export function firstView(box: Box, width: number, height: number): { x: number; y: number; zoom: number } {
  const zoom = Math.min(1, Math.max(readable, Math.min((width - 2 * margin) / (box.right - box.left), (height - 2 * margin) / (box.bottom - box.top))));
  const along = (low: number, high: number, root: number, room: number) => {
    if ((high - low) * zoom <= room - 2 * margin) return room / 2 - ((low + high) / 2) * zoom;
    return Math.min(margin - low * zoom, Math.max(room - margin - high * zoom, room / 2 - root * zoom));
  };
  return { x: along(box.left, box.right, cardWidth / 2, width), y: along(box.top, box.bottom, 0, height), zoom };
}

/** Left to right by distance from the root; in a column by the places of the neighbours nearer to the root, so that edges cross little. */
export function layout(graph: ProvenanceGraph): Map<string, { x: number; y: number }> {
  const places = new Map<string, { x: number; y: number }>();
  const columns = new Map<number, ProvenanceNode[]>();
  for (const node of graph.nodes) columns.set(node.distance, [...(columns.get(node.distance) ?? []), node]);
  const nearer = new Map<string, string[]>();
  const distance = new Map(graph.nodes.map((node) => [key(node), node.distance]));
  for (const edge of graph.edges) {
    for (const [a, b] of [[key(edge.from), key(edge.to)], [key(edge.to), key(edge.from)]] as const) {
      if (Math.abs(distance.get(b)!) < Math.abs(distance.get(a)!)) nearer.set(a, [...(nearer.get(a) ?? []), b]);
    }
  }
  for (const at of [...columns.keys()].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    const middle = (node: ProvenanceNode) => {
      const ys = (nearer.get(key(node)) ?? []).flatMap((other) => places.get(other)?.y ?? []);
      return ys.length ? ys.reduce((sum, y) => sum + y, 0) / ys.length : 0;
    };
    const column = columns.get(at)!.map((node, i) => ({ node, i, y: middle(node) })).sort((a, b) => a.y - b.y || a.i - b.i);
    const height = column.length * (cardHeight + rowGap) - rowGap;
    column.forEach(({ node }, i) => places.set(key(node), { x: at * (cardWidth + columnGap), y: i * (cardHeight + rowGap) - height / 2 }));
  }
  return places;
}
