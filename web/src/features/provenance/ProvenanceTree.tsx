import type { ProvenanceGraph, ProvenanceMore } from "@/api/contract";
import { key, phrase, tree, type Branch, type Way } from "@/features/provenance/graph";
import { KindIcon, kindWord, NodeLink, Quote } from "@/features/provenance/kinds";
import { plural } from "@/ui/format";
import { Ago } from "@/ui/time";

const titles: Record<Way, { title: string; none: string }> = {
  origins: { title: "Where it came from", none: "No origin is known: it began here." },
  effects: { title: "What came of it", none: "Nothing came of it so far." },
};

/** The graph in words: the same things, edges and quotes as nested lists. */
export function ProvenanceTree({ graph, way, busy, onMore }: { graph: ProvenanceGraph; way: Way; busy: ReadonlySet<string>; onMore: (more: ProvenanceMore) => void }) {
  const { branches, more } = tree(graph, way);
  return (
    <section className="card" aria-labelledby={`${way}-title`}>
      <header><h2 id={`${way}-title`}>{titles[way].title}</h2></header>
      <div className="body">
        {branches.length + more.length === 0 ? <p className="muted">{titles[way].none}</p> : <Level branches={branches} more={more} way={way} busy={busy} onMore={onMore} />}
      </div>
    </section>
  );
}

function Level({ branches, more, way, busy, onMore }: { branches: Branch[]; more: ProvenanceMore[]; way: Way; busy: ReadonlySet<string>; onMore: (more: ProvenanceMore) => void }) {
  if (branches.length + more.length === 0) return null;
  return (
    <ul className="provenance-tree">
      {branches.map((branch, i) => (
        <li key={`${key(branch.node)} ${branch.edge.relation} ${i}`}>
          <p className="provenance-line">
            <span className="muted">{phrase(branch.edge.relation, way)}</span>
            <KindIcon kind={branch.node.kind} />
            <span>{kindWord(branch.node.kind)}</span>
            {branch.again ? <span className="muted">(above)</span> : <span className="muted"><Ago at={branch.node.at} /></span>}
            <NodeLink node={branch.node} className="provenance-name">{branch.node.title}</NodeLink>
          </p>
          {branch.edge.quotes.map((quote, q) => <Quote key={q} step={branch.edge.from.id} quote={quote} />)}
          <Level branches={branch.branches} more={branch.more} way={way} busy={busy} onMore={onMore} />
        </li>
      ))}
      {more.map((each) => (
        <li key={each.next}>
          <button type="button" className="button small" disabled={busy.has(each.next)} onClick={() => onMore(each)}>
            {busy.has(each.next) ? "Loading" : "Show"} more: {phrase(each.relation, way)} {plural(each.count, "other")}{each.atLeast ? " or more" : ""}
          </button>
        </li>
      ))}
    </ul>
  );
}
