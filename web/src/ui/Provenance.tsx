import type { LucideIcon } from "lucide-react";
import "@/ui/provenance.css";

export type ProvenanceNode = { id: string; icon: LucideIcon; title: string; aside?: React.ReactNode; body: React.ReactNode };

/** How something came to be, as a path from its source to its use. */
export function Provenance({ nodes, label }: { nodes: ProvenanceNode[]; label: string }) {
  return (
    <ol className="provenance" aria-label={label}>
      {nodes.map((node) => (
        <li key={node.id}>
          <span className="provenance-mark"><node.icon className="icon small" aria-hidden /></span>
          <div className="provenance-node">
            <header>
              <h3>{node.title}</h3>
              {node.aside}
            </header>
            <div className="provenance-body">{node.body}</div>
          </div>
        </li>
      ))}
    </ol>
  );
}
