import { useQuery } from "@tanstack/react-query";
import { createFileRoute, Link, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { compileQuery } from "@/api/compiles";
import { windowForms } from "@/features/context/receipt";
import { ReceiptVerified } from "@/features/context/ReceiptVerified";
import { Reproduce } from "@/features/context/Reproduce";
import { ReceiptView } from "@/features/context/ReceiptView";
import { Id } from "@/ui/Copy";
import { oneLine, shortId } from "@/ui/format";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { oneOf, text } from "@/ui/search";
import { Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";

export const Route = createFileRoute("/context/$id")({
  staticData: { crumb: "Receipt" },
  validateSearch: z.object({ project: text(), repo: text(), item: text(), why: text(), form: oneOf(windowForms) }),
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(compileQuery(params.id)),
  component: ReceiptPage,
});

function ReceiptPage() {
  const { id } = Route.useParams();
  const asked = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const compile = useQuery(compileQuery(id));
  if (!compile.data) {
    return (
      <div className="page">
        <h1>Receipt</h1>
        {compile.error ? <ProblemNotice error={compile.error} doing="The receipt could not be read" retry={() => void compile.refetch()} /> : <Skeleton lines={12} height={20} />}
      </div>
    );
  }
  const { task, scope, runId, at } = compile.data;
  return (
    <div className="page">
      <header className="stack tight">
        <h1>{oneLine(task, 200)}</h1>
        <div className="row wrap">
          <ReceiptVerified id={id} />
          <Reproduce id={id} />
          <Id id={id} what="receipt id" />
          {scope.repo && <Tag>{scope.repo}</Tag>}
          {scope.project && <Tag>project {scope.project}</Tag>}
          {scope.agent && <Tag>agent {scope.agent}</Tag>}
          {runId && <Link to="/runs/$id" params={{ id: runId }}>for run {shortId(runId)}</Link>}
          <Link to="/provenance/$kind/$id" params={{ kind: "compile", id }}>Provenance</Link>
          <span className="muted">compiled <Ago at={at} /></span>
        </div>
      </header>
      <ReceiptView compile={compile.data} search={asked} onSearch={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false })} />
    </div>
  );
}
