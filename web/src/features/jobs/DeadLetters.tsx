import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DeadLetterView } from "@/api/contract";
import { deadLettersQuery, discardDeadLetter, retryDeadLetter, services } from "@/api/jobs";
import { Confirm } from "@/ui/Confirm";
import { Id } from "@/ui/Copy";
import { plural } from "@/ui/format";
import { EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import { Payload } from "@/ui/Payload";
import { Ago } from "@/ui/time";
import "@/features/jobs/jobs.css";

const shortType = (type: string) => type.split(/[.:]/).at(-1) ?? type;

/** Messages that their consumer refused for good: each can be tried again or thrown away. */
export function DeadLetters() {
  const client = useQueryClient();
  const answers = useQueries({ queries: services.map(deadLettersQuery) });
  const [discarding, setDiscarding] = useState<DeadLetterView | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["jobs", "dead-letters"] });
  const retry = useMutation({ mutationFn: (letter: DeadLetterView) => retryDeadLetter(letter.service, letter.id), onSettled: refresh });
  const letters = answers.flatMap((answer) => answer.data?.items ?? []).sort((a, b) => b.at.localeCompare(a.at));
  return (
    <div className="stack">
      {services.map((service, i) => answers[i]?.error && <ProblemNotice key={service} error={answers[i].error} doing={`The dead letters of ${service} could not be listed`} retry={() => void answers[i]?.refetch()} />)}
      {retry.error && <ProblemNotice error={retry.error} doing="The message could not be tried again" />}
      {answers.every((answer) => answer.isPending) ? <Skeleton lines={5} /> : letters.length === 0 && <EmptyState title="No message has failed for good.">A message that its receiver refuses after every retry is kept here, so that nothing is lost in silence.</EmptyState>}
      {letters.map((letter) => (
        <article key={`${letter.service}:${letter.id}`} className="card letter">
          <header>
            <h2>{shortType(letter.messageType)} <span className="muted">to {letter.endpoint}</span></h2>
            <span className="row">
              <button type="button" className="button small" disabled={retry.isPending} onClick={() => retry.mutate(letter)}>Try again</button>
              <button type="button" className="button small danger" onClick={() => setDiscarding(letter)}>Discard</button>
            </span>
          </header>
          <div className="body stack tight">
            <p className="job-error">{letter.error}</p>
            <p className="muted row wrap"><span>{plural(letter.attempts, "attempt")}, last <Ago at={letter.at} /></span> <Id id={letter.id} what="message id" /></p>
            <details><summary>The message</summary><Payload title="Body" text={JSON.stringify(letter.body)} mediaType="application/json" hint="data" /></details>
          </div>
        </article>
      ))}
      {discarding && (
        <Confirm
          title={`Discard this ${shortType(discarding.messageType)}?`}
          verb="Discard"
          onConfirm={async () => {
            await discardDeadLetter(discarding.service, discarding.id);
            await refresh();
          }}
          onClose={() => setDiscarding(null)}
        >
          <p>{discarding.endpoint} will never handle it. This cannot be undone.</p>
        </Confirm>
      )}
    </div>
  );
}
