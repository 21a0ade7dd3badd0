import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AnnotationView } from "@/api/contract";
import { compilesQuery } from "@/api/compiles";
import { annotationsQuery } from "@/api/runs";
import { Id } from "@/ui/Copy";
import { count, oneLine, percent, plural, sentence, shortId } from "@/ui/format";
import { EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import { Ago } from "@/ui/time";
import "@/features/context/receipt.css";

/** The windows that were compiled for one run. */
export function RunCompiles({ runId }: { runId: string }) {
  const query = useInfiniteQuery(compilesQuery({ run: runId }));
  const rows = query.data?.pages.flatMap((page) => page.items);
  if (query.error && !rows) return <ProblemNotice error={query.error} doing="The compiles could not be listed" retry={() => void query.refetch()} />;
  if (!rows) return <Skeleton lines={4} />;
  if (rows.length === 0) return <EmptyState title="No window was compiled for this run.">An agent that names its run when it asks for context has its receipts listed here.</EmptyState>;
  return (
    <ul className="entries">
      {rows.map((row) => (
        <li key={row.id} className="entry">
          <Link to="/context/$id" params={{ id: row.id }} className="entry-line">
            <span className="truncate grow">{oneLine(row.task, 140)}</span>
            <span className="meter-track run-compile-bar" aria-hidden><span style={{ width: `${percent(row.usedTokens, row.budget)}%` }} /></span>
            <span className="muted nowrap">{count(row.usedTokens)} of {count(row.budget)} tokens</span>
            <span className="muted nowrap">{plural(row.memoriesIncluded, "memory", "memories")}</span>
            <span className="muted"><Ago at={row.at} /></span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** What the platform itself noted on a run, in a hash chain of its own. */
export function RunNotes({ runId }: { runId: string }) {
  const notes = useQuery(annotationsQuery(runId));
  if (notes.error) return <ProblemNotice error={notes.error} doing="The notes could not be read" retry={() => void notes.refetch()} />;
  if (!notes.data) return <Skeleton lines={4} />;
  if (notes.data.items.length === 0) return <EmptyState title="The platform has noted nothing on this run.">Compiles made for it and memories taken from it are noted here.</EmptyState>;
  return (
    <ol className="entries">
      {notes.data.items.map((note) => (
        <li key={note.seq} className="entry">
          <div className="entry-line">
            <span className="entry-place">{note.seq}</span>
            <strong>{sentence(note.kind)}</strong>
            <span className="grow"><Reference note={note} /></span>
            <Id id={note.chainHash} what="chain hash" />
            <span className="muted"><Ago at={note.at} /></span>
          </div>
        </li>
      ))}
    </ol>
  );
}

function Reference({ note }: { note: AnnotationView }) {
  const short = shortId(note.reference);
  if (note.kind === "compile") return <Link className="mono" to="/context/$id" params={{ id: note.reference }}>{short}</Link>;
  if (note.kind === "memory") return <Link className="mono" to="/memories/$id" params={{ id: note.reference }}>{short}</Link>;
  return <span className="mono" title={note.reference}>{short}</span>;
}
