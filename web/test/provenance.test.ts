import { describe, expect, it } from "vitest";
import type { ProvenanceEdge, ProvenanceGraph, ProvenanceNode, ProvenanceRef } from "@/api/contract";
import { boundsOf, cardHeight, cardWidth, firstView, key, layout, merge, phrase, tree, readable, type Branch } from "@/features/provenance/graph";

const ref = (kind: string, id = kind): ProvenanceRef => ({ kind, id });
const node = (kind: string, distance: number, id = kind): ProvenanceNode => ({ kind, id, distance, title: `Title of ${id}`, at: null, page: "/", attributes: {} });
const edge = (from: ProvenanceRef, to: ProvenanceRef, relation: string): ProvenanceEdge => ({ from, to, relation, at: null, quotes: [] });

const graph: ProvenanceGraph = {
  root: ref("memory"), depth: 5, direction: "both",
  nodes: [node("memory", 0), node("candidate", -1), node("step", -2), node("run", -3), node("compile", 1)],
  edges: [
    edge(ref("candidate"), ref("memory"), "accepted"), edge(ref("step"), ref("candidate"), "quoted"), edge(ref("run"), ref("step"), "step"),
    edge(ref("memory"), ref("compile"), "included"), edge(ref("compile"), ref("run"), "window"),
  ],
  more: [{ of: ref("memory"), direction: "effects", relation: "included", count: 2, atLeast: false, next: "/v2/next" }],
};

const names = (branches: Branch[]): unknown[] => branches.map((each) => (each.branches.length ? [each.node.kind, names(each.branches)] : each.again ? `${each.node.kind} again` : each.node.kind));

describe("the tree", () => {
  it("goes down to the run in one direction and on to what came of it in the other", () => {
    expect(names(tree(graph, "origins").branches)).toEqual([["candidate", [["step", ["run"]]]]]);
    expect(names(tree(graph, "effects").branches)).toEqual([["compile", ["run"]]]);
  });

  it("names what stands there already and does not unfold it, so a circle ends", () => {
    const circle: ProvenanceGraph = { ...graph, nodes: [node("memory", 0), node("compile", 1)], edges: [edge(ref("memory"), ref("compile"), "included"), edge(ref("compile"), ref("memory"), "given")], more: [] };
    expect(names(tree(circle, "effects").branches)).toEqual([["compile", ["memory again"]]]);
  });

  it("says in each direction what was left out", () => {
    expect(tree(graph, "effects").more.map((each) => each.count)).toEqual([2]);
    expect(tree(graph, "origins").more).toEqual([]);
  });
});

describe("a further answer", () => {
  const further: ProvenanceGraph = {
    root: ref("memory"), depth: 1, direction: "effects",
    nodes: [node("memory", 0), node("compile", 1), node("compile", 1, "other")],
    edges: [edge(ref("memory"), ref("compile"), "included"), edge(ref("memory"), ref("compile", "other"), "included")],
    more: [{ of: ref("memory"), direction: "effects", relation: "included", count: 1, atLeast: false, next: "/v2/next-but-one" }],
  };

  it("adds what is new, once, and replaces what was left", () => {
    const merged = merge(graph, further);
    expect(merged.nodes.length).toBe(6);
    expect(merged.edges.length).toBe(6);
    expect(merged.more.map((each) => each.next)).toEqual(["/v2/next-but-one"]);
  });

  it("counts distances from the first root", () => {
    const onward: ProvenanceGraph = { root: ref("compile"), depth: 1, direction: "effects", nodes: [node("compile", 0), node("run", 1, "later")], edges: [edge(ref("compile"), ref("run", "later"), "window")], more: [] };
    expect(merge(graph, onward).nodes.find((each) => each.id === "later")?.distance).toBe(2);
  });
});

describe("the layout", () => {
  it("puts origins left of the root, effects right of it, and no two things on one place", () => {
    const many: ProvenanceGraph = { ...graph, nodes: [...graph.nodes, ...Array.from({ length: 9 }, (_, i) => node("compile", 1, `c${i}`))] };
    const places = layout(many);
    expect(places.get(key(ref("run")))!.x).toBeLessThan(places.get(key(ref("memory")))!.x);
    expect(places.get(key(ref("compile")))!.x).toBeGreaterThan(places.get(key(ref("memory")))!.x);
    const column = many.nodes.filter((each) => each.distance === 1).map((each) => places.get(key(each))!.y).sort((a, b) => a - b);
    for (let i = 1; i < column.length; i++) expect(column[i]! - column[i - 1]!).toBeGreaterThan(cardHeight);
  });
});

describe("the first view", () => {
  const box = (columns: number) => boundsOf(new Map(Array.from({ length: columns }, (_, i) => [`${i}`, { x: i * 300, y: -cardHeight / 2 }])));

  it("shows all of a small graph in the middle", () => {
    const { x, y, zoom } = firstView(box(2), 1000, 300);
    expect(zoom).toBe(1);
    expect([x + 254, y]).toEqual([500, 150]);
  });

  it("keeps a large graph readable and its root in sight, without empty space beside it", () => {
    const { x, zoom } = firstView(box(12), 1000, 300);
    expect(zoom).toBe(readable);
    // The root is the first of its columns: it stands at the left margin, and the rest goes on to the right.
    expect(x).toBe(24);
    expect(x + cardWidth * zoom).toBeLessThan(1000);
  });
});

describe("a relation", () => {
  it("reads from both of its ends, and one that nobody knows yet by its own words", () => {
    expect([phrase("quoted", "origins"), phrase("quoted", "effects"), phrase("guarded_by", "origins")]).toEqual(["rests on", "quoted in", "guarded by"]);
  });
});
