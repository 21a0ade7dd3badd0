import { Link } from "@tanstack/react-router";
import type { ProvenanceGraph, ProvenanceNode } from "@/api/contract";
import { key } from "@/features/provenance/graph";
import { KindIcon, kindWord, NodeLink, Quote } from "@/features/provenance/kinds";
import { Id } from "@/ui/Copy";
import { sentence, shortId } from "@/ui/format";
import { Ago } from "@/ui/time";

const attributeWord = (name: string): string => sentence(name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

/** The thing that is picked in the graph: what is known of it, the words it rests on or gave, and the way to it. */
export function NodePane({ graph, node }: { graph: ProvenanceGraph; node: ProvenanceNode }) {
  const quoting = graph.edges.filter((edge) => edge.quotes.length > 0 && (key(edge.from) === key(node) || key(edge.to) === key(node)));
  return (
    <section className="card" aria-labelledby="node-title">
      <header>
        <h2 id="node-title" className="row"><KindIcon kind={node.kind} /> {kindWord(node.kind)}</h2>
        {node.distance !== 0 && <Link to="/provenance/$kind/$id" params={{ kind: node.kind, id: node.id }} className="button small">Begin here</Link>}
      </header>
      <div className="body stack">
        <p className="provenance-words">{node.kind === "blob" ? <a href={`/v2/blobs/${node.id}`}>{node.title}</a> : <NodeLink node={node}>{node.title}</NodeLink>}</p>
        <dl className="facts">
          <dt>Id</dt><dd><Id id={node.id} what={`${node.kind} id`} /></dd>
          {node.at && <><dt>When</dt><dd><Ago at={node.at} /></dd></>}
          {Object.entries(node.attributes).map(([name, value]) => (
            <div key={name} className="provenance-fact"><dt>{attributeWord(name)}</dt><dd>{/^[0-9a-f-]{36}$/.test(value) ? shortId(value) : value}</dd></div>
          ))}
        </dl>
        {quoting.map((edge) => edge.quotes.map((quote, i) => <Quote key={`${key(edge.to)} ${i}`} step={edge.from.id} quote={quote} />))}
      </div>
    </section>
  );
}
