import { useQuery } from "@tanstack/react-query";
import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { provenanceQuery } from "@/api/provenance";
import { kindWord, NodeLink } from "@/features/provenance/kinds";
import { ProvenanceView } from "@/features/provenance/ProvenanceView";
import { Command, Id } from "@/ui/Copy";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { text } from "@/ui/search";

export const Route = createFileRoute("/provenance/$kind/$id")({
  staticData: { crumb: "Provenance" },
  validateSearch: z.object({ project: text(), repo: text(), sel: text() }),
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(provenanceQuery(params.kind, params.id)),
  component: ProvenancePage,
});

function ProvenancePage() {
  const { kind, id } = Route.useParams();
  const { sel } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const graph = useQuery(provenanceQuery(kind, id));
  const root = graph.data?.nodes[0];
  return (
    <div className="page">
      <header className="stack tight">
        <p className="muted">Provenance: where it came from, and what came of it</p>
        <h1>{root ? `${kindWord(kind)}: ${root.title}` : kindWord(kind)}</h1>
        <div className="row wrap">
          <Id id={id} what={`${kind} id`} />
          {root && kind !== "blob" && <NodeLink node={root}>Open the {kindWord(kind).toLowerCase()}</NodeLink>}
          <Command text={`./dev ctx provenance ${kind} ${id}`} />
        </div>
      </header>
      {graph.data ? (
        <ProvenanceView key={`${kind}/${id}`} graph={graph.data} picked={sel} onPick={(picked) => void navigate({ search: (old) => ({ ...old, sel: picked }), replace: true, resetScroll: false })} />
      ) : graph.error ? (
        <ProblemNotice error={graph.error} doing="Its provenance could not be read" retry={() => void graph.refetch()} />
      ) : (
        <Skeleton lines={12} height={20} />
      )}
    </div>
  );
}
