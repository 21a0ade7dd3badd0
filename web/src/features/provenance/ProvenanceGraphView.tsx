import { Background, Controls, Handle, MarkerType, Position, ReactFlow, type Edge, type Node, type NodeProps } from "@xyflow/react";
import { useMemo, useRef } from "react";
import type { ProvenanceGraph, ProvenanceNode } from "@/api/contract";
import { boundsOf, cardHeight, cardWidth, firstView, key, layout, phrase, readable } from "@/features/provenance/graph";
import { KindIcon, kindWord } from "@/features/provenance/kinds";
import "@xyflow/react/dist/base.css";

type Card = Node<{ node: ProvenanceNode; root: boolean; picked: boolean }, "card">;

const types = { card: CardView };
const fit = { padding: 0.06, maxZoom: 1 };
/** Below the graph, so that at first no card lies under them. */
const controls = 44;

/** Origins on the left, effects on the right. The list below holds the same; here a thing can be picked with the mouse or with Tab and Enter. */
export function ProvenanceGraphView({ graph, picked, onPick }: { graph: ProvenanceGraph; picked: string; onPick: (key: string) => void }) {
  const frame = useRef<HTMLDivElement>(null);
  const places = useMemo(() => layout(graph), [graph]);
  const box = useMemo(() => boundsOf(places), [places]);
  const nodes = useMemo<Card[]>(
    () => graph.nodes.map((node) => ({
      id: key(node), type: "card", position: places.get(key(node))!, width: cardWidth, height: cardHeight, sourcePosition: Position.Right, targetPosition: Position.Left,
      ariaLabel: `${kindWord(node.kind)}: ${node.title}`, data: { node, root: node.distance === 0, picked: key(node) === picked },
    })),
    [graph, picked, places],
  );
  const edges = useMemo<Edge[]>(
    () => graph.edges.map((edge) => ({
      id: `${key(edge.from)} ${edge.relation} ${key(edge.to)}`, source: key(edge.from), target: key(edge.to), label: phrase(edge.relation, "effects"),
      markerEnd: { type: MarkerType.ArrowClosed, color: "var(--line-strong)" }, className: [
        key(edge.from) === picked || key(edge.to) === picked ? "lit" : "",
        // What came of a thing may also be where it came from: this edge runs back through the picture.
        places.get(key(edge.to))!.x <= places.get(key(edge.from))!.x ? "back" : "",
      ].join(" "),
    })),
    [graph, picked, places],
  );
  return (
    // As high as the graph is, where it can be read.
    <div ref={frame} className="provenance-frame card" style={{ "--graph": `${Math.round((box.bottom - box.top) * readable) + 48 + controls}px` } as React.CSSProperties}>
      <ReactFlow
        className="provenance-flow"
        aria-label="Graph of provenance; origins on the left"
        nodes={nodes}
        edges={edges}
        nodeTypes={types}
        onNodesChange={(changes) => {
          for (const change of changes) if (change.type === "select" && change.selected) onPick(change.id);
        }}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        zoomOnScroll={false}
        preventScrolling={false}
        minZoom={0.2}
        maxZoom={1.5}
        onInit={(flow) => void flow.setViewport(firstView(box, frame.current!.clientWidth, frame.current!.clientHeight - controls))}
      >
        <Background gap={24} color="var(--line)" />
        <Controls showInteractive={false} fitViewOptions={fit} orientation="horizontal" />
      </ReactFlow>
    </div>
  );
}

function CardView({ data }: NodeProps<Card>) {
  return (
    <div className="provenance-card" data-root={data.root || undefined} data-picked={data.picked || undefined}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className="provenance-kind"><KindIcon kind={data.node.kind} /> {kindWord(data.node.kind)}</span>
      <span className="provenance-title">{data.node.title}</span>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}
