import { Link } from "@tanstack/react-router";
import { Binary, Brain, Briefcase, FileStack, Footprints, Gavel, Handshake, Lightbulb, RotateCcw, Scissors, Shapes, Workflow, type LucideIcon } from "lucide-react";
import type { ProvenanceNode, ProvenanceQuote } from "@/api/contract";
import { sentence } from "@/ui/format";

const kinds: Record<string, { icon: LucideIcon; word?: string }> = {
  run: { icon: Workflow },
  step: { icon: Footprints },
  blob: { icon: Binary, word: "Payload" },
  episode: { icon: Scissors },
  candidate: { icon: Lightbulb },
  memory: { icon: Brain },
  compile: { icon: FileStack },
  replay: { icon: RotateCcw },
  case: { icon: Briefcase },
  contract: { icon: Handshake },
  decision: { icon: Gavel },
};

export const kindWord = (kind: string): string => kinds[kind]?.word ?? sentence(kind);

export function KindIcon({ kind }: { kind: string }) {
  const Icon = kinds[kind]?.icon ?? Shapes;
  return <Icon className="icon small" aria-hidden />;
}

/** To the page of the thing itself; a payload has none but this one. */
export function NodeLink({ node, children, className }: { node: ProvenanceNode; children: React.ReactNode; className?: string }) {
  switch (node.kind) {
    case "run": return <Link to="/runs/$id" params={{ id: node.id }} className={className}>{children}</Link>;
    case "step": return <Link to="/runs/$id" params={{ id: node.id.slice(0, 36) }} search={{ step: Number(node.id.slice(37)) }} className={className}>{children}</Link>;
    case "memory": case "candidate": return <Link to="/memories/$id" params={{ id: node.id }} className={className}>{children}</Link>;
    case "compile": return <Link to="/context/$id" params={{ id: node.id }} className={className}>{children}</Link>;
    case "blob": return <Link to="/provenance/$kind/$id" params={{ kind: node.kind, id: node.id }} className={className}>{children}</Link>;
    default: return <a href={node.page} className={className}>{children}</a>;
  }
}

/** The words of a step that something rests on, and the way to them in the run. */
export function Quote({ step, quote }: { step: string; quote: ProvenanceQuote }) {
  const seq = Number(step.slice(37));
  return (
    <figure className="stack tight">
      {quote.text == null ? <p className="muted">Nothing is at that place any more.</p> : <blockquote className="quote"><mark>{quote.text}</mark></blockquote>}
      <figcaption className="quote-line muted">
        <Link to="/runs/$id" params={{ id: step.slice(0, 36) }} search={{ step: seq, field: quote.field as "output", start: quote.start, end: quote.end }}>In the run: step {seq}, {quote.field}</Link>
        <span>characters {quote.start}–{quote.end}</span>
      </figcaption>
    </figure>
  );
}
