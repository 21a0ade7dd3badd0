import type { CandidateView, MemoryView } from "@/api/contract";
import { ScopeTags, TypeMark } from "@/features/memories/words";
import { Meter, Parts } from "@/ui/Bars";
import { Id } from "@/ui/Copy";
import { count, words } from "@/ui/format";
import { Ago } from "@/ui/time";

/** The parts below are what the runs show; this is why the number above them may be another. */
function Moved({ feedback }: { feedback: MemoryView["feedback"] }) {
  const said = (["useful", "wrong", "outdated", "harmful"] as const).filter((verdict) => feedback[verdict] > 0);
  return said.length === 0 ? null : <p className="muted">Moved by what was said of it: {said.map((verdict) => `${count(feedback[verdict])} ${verdict}`).join(", ")}.</p>;
}

export function MemoryFacts({ item }: { item: CandidateView | MemoryView }) {
  const memory = "usageCount" in item ? item : null;
  const candidate = "episodeId" in item ? item : null;
  return (
    <>
      <dl className="facts">
        <dt>Type</dt>
        <dd><TypeMark type={item.type} /></dd>
        <dt>Subject</dt>
        <dd>{item.subject}</dd>
        <dt>Scope</dt>
        <dd><ScopeTags scope={item.scope} /></dd>
        <dt>Sensitivity</dt>
        <dd>{words(item.sensitivity)}</dd>
        <dt>Trust</dt>
        <dd>{words(item.trust)}</dd>
        {memory && (<><dt>Supported by</dt><dd>{count(memory.corroboration)} independent {memory.corroboration === 1 ? "run" : "runs"}</dd></>)}
        {memory && (<><dt>Used in</dt><dd>{count(memory.usageCount)} {memory.usageCount === 1 ? "compile" : "compiles"}{memory.lastUsedAt ? <>, last <Ago at={memory.lastUsedAt} /></> : null}</dd></>)}
        {candidate && (<><dt>Reason</dt><dd>{candidate.reason}</dd></>)}
        {candidate?.decidedBy && (<><dt>Decided by</dt><dd>{candidate.decidedBy}</dd></>)}
        <dt>{memory ? "Learned" : "Found"}</dt>
        <dd><Ago at={item.createdAt} /></dd>
        <dt>Expires</dt>
        <dd>{item.expiresAt ? <Ago at={item.expiresAt} /> : "never"}</dd>
        <dt>Id</dt>
        <dd><Id id={item.id} what="memory id" /></dd>
      </dl>
      <div className="stack tight">
        <div className="row spread"><h3>Confidence</h3><Meter value={item.confidence} label="Confidence" /></div>
        {memory && <Moved feedback={memory.feedback} />}
        <Parts parts={item.parts} label="Parts of the confidence" />
      </div>
    </>
  );
}
