import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { EvidenceView } from "@/api/contract";
import { blobQuery } from "@/api/runs";
import { stepQuery } from "@/api/steps";
import { shortId } from "@/ui/format";
import { ProblemNotice, Skeleton } from "@/ui/Notice";

/** The recorded words a memory rests on, quoted, with the text around them on demand and the step one click away. */
export function Evidence({ evidence }: { evidence: EvidenceView }) {
  const [around, setAround] = useState(false);
  const place = { step: evidence.seq, field: evidence.field as "output", start: evidence.start, end: evidence.end };
  return (
    <figure className="stack tight">
      {around ? <Around evidence={evidence} /> : <blockquote className="quote"><mark>{evidence.quote}</mark></blockquote>}
      <figcaption className="quote-line muted">
        <Link to="/runs/$id" params={{ id: evidence.runId }} search={place}>Run {shortId(evidence.runId)}, step {evidence.seq}, {evidence.field}</Link>
        <span>characters {evidence.start}–{evidence.end}</span>
        <button type="button" className="button small quiet" aria-expanded={around} onClick={() => setAround(!around)}>{around ? "Only the words" : "Show around it"}</button>
      </figcaption>
    </figure>
  );
}

const margin = 400;

function Around({ evidence }: { evidence: EvidenceView }) {
  const asked = useQuery(stepQuery(evidence.runId, evidence.seq));
  const step = asked.data;
  const hash = step && ({ output: step.outputHash, input: step.inputHash, args: step.toolCall?.argsHash, result: step.toolCall?.resultHash } as Record<string, string | null | undefined>)[evidence.field];
  const blob = useQuery({ ...blobQuery(hash ?? ""), enabled: hash != null });
  const error = asked.error ?? blob.error;
  if (error) return <ProblemNotice error={error} doing="The recorded text could not be read" />;
  if (asked.data !== undefined && hash == null) return <p className="muted">That step carries no {evidence.field}.</p>;
  if (!blob.data) return <Skeleton lines={3} />;
  const text = blob.data.text;
  const from = Math.max(0, evidence.start - margin);
  const to = Math.min(text.length, evidence.end + margin);
  return (
    <blockquote className="quote">
      {from > 0 && "…"}
      {text.slice(from, evidence.start)}
      <mark>{text.slice(evidence.start, evidence.end)}</mark>
      {text.slice(evidence.end, to)}
      {to < text.length && "…"}
    </blockquote>
  );
}
