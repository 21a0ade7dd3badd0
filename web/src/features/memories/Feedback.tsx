import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, History, ShieldAlert, ThumbsUp, type LucideIcon } from "lucide-react";
import type { FeedbackVerdict, MemoryView } from "@/api/contract";
import { feedbackQuery, giveFeedback, takeBackFeedback } from "@/api/memories";
import { plural, sentence } from "@/ui/format";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { Ago } from "@/ui/time";

const verdicts: { verdict: FeedbackVerdict; icon: LucideIcon; title: string }[] = [
  { verdict: "useful", icon: ThumbsUp, title: "It helped" },
  { verdict: "wrong", icon: Ban, title: "It is not so" },
  { verdict: "outdated", icon: History, title: "It was so once" },
  { verdict: "harmful", icon: ShieldAlert, title: "It led an agent astray; counts twice" },
];

/** What was said of a memory, and the reader's own word: pressed again, it is taken back. */
export function Feedback({ memory }: { memory: MemoryView }) {
  const client = useQueryClient();
  const said = useQuery(feedbackQuery(memory.id));
  const mine = said.data?.items.find((each) => each.mine);
  const say = useMutation({
    mutationFn: (verdict: FeedbackVerdict) => (mine?.verdict === verdict ? takeBackFeedback(memory.id) : giveFeedback(memory.id, verdict)),
    onSettled: () => client.invalidateQueries({ queryKey: ["memories"] }),
  });
  return (
    <div className="stack">
      <div className="row wrap" role="group" aria-label="What was it worth?">
        {verdicts.map(({ verdict, icon: Icon, title }) => (
          <button key={verdict} type="button" className="button small" title={title} aria-pressed={mine?.verdict === verdict} disabled={!said.data} aria-busy={say.isPending || undefined} onClick={() => !say.isPending && say.mutate(verdict)}>
            <Icon className="icon small" aria-hidden /> {sentence(verdict)} <span className="count">{memory.feedback[verdict]}</span>
          </button>
        ))}
      </div>
      {say.error && <ProblemNotice error={say.error} doing="Your word was not taken" />}
      {said.error && <ProblemNotice error={said.error} doing="What was said could not be read" retry={() => void said.refetch()} />}
      {!said.data && !said.error && <Skeleton lines={1} />}
      {said.data && said.data.items.length === 0 && <p className="muted">Nobody has said anything of it yet. A word moves its confidence.</p>}
      {said.data && said.data.items.length > 0 && (
        <ul className="history">
          {said.data.items.map((each, i) => (
            <li key={i}>
              <strong>{sentence(each.verdict)}</strong> <span className="soft">by {each.by}{each.mine ? " (you)" : ""}</span> <span className="muted"><Ago at={each.at} /></span>
              {each.note && <p className="soft">{each.note}</p>}
            </li>
          ))}
          {said.data.nextCursor && <li className="muted">{plural(100, "word")} are listed; there are more.</li>}
        </ul>
      )}
    </div>
  );
}
