import { useQueries } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { ProvenanceGraph } from "@/api/contract";
import { moreQuery } from "@/api/provenance";
import { key, merge } from "@/features/provenance/graph";
import { NodePane } from "@/features/provenance/NodePane";
import { ProvenanceTree } from "@/features/provenance/ProvenanceTree";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import "@/features/provenance/provenance.css";

// The graph's library is only for those who look at one.
const ProvenanceGraphView = lazy(() => import("@/features/provenance/ProvenanceGraphView").then((module) => ({ default: module.ProvenanceGraphView })));

export function ProvenanceView({ graph, picked, onPick }: { graph: ProvenanceGraph; picked: string | undefined; onPick: (key: string) => void }) {
  const [asked, setAsked] = useState<string[]>([]);
  const answers = useQueries({ queries: asked.map(moreQuery) });
  const further = answers.map((each) => each.data);
  const whole = further.reduce<ProvenanceGraph>((all, one) => (one ? merge(all, one) : all), graph);
  const busy = new Set(asked.filter((_, i) => answers[i]?.isPending));
  const failed = answers.find((each) => each.error);
  const node = whole.nodes.find((each) => key(each) === picked) ?? whole.nodes[0]!;
  const onMore = ({ next }: { next: string }) => setAsked((old) => (old.includes(next) ? old : [...old, next]));
  return (
    <>
      <Suspense fallback={<div className="provenance-frame card"><Skeleton lines={8} /></div>}>
        <ProvenanceGraphView graph={whole} picked={key(node)} onPick={onPick} />
      </Suspense>
      {failed && <ProblemNotice error={failed.error} doing="More could not be read" retry={() => void failed.refetch()} />}
      <div className="provenance-columns">
        <NodePane graph={whole} node={node} />
        <ProvenanceTree graph={whole} way="origins" busy={busy} onMore={onMore} />
        <ProvenanceTree graph={whole} way="effects" busy={busy} onMore={onMore} />
      </div>
    </>
  );
}
