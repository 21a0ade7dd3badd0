import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Brain, FileStack, Gavel, MessageSquare, Quote, Workflow } from "lucide-react";
import type { CandidateView, EvidenceView, MemoryView } from "@/api/contract";
import { usageQuery } from "@/api/memories";
import { runQuery } from "@/api/runs";
import { ActButtons } from "@/features/memories/ActButtons";
import { Evidence } from "@/features/memories/Evidence";
import { Feedback } from "@/features/memories/Feedback";
import { MemoryFacts } from "@/features/memories/MemoryFacts";
import { ofCandidate, ofMemory } from "@/features/memories/MemoryTables";
import type { Decide } from "@/features/memories/useDecide";
import { oneLine, plural, sentence, shortId, words } from "@/ui/format";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { Provenance, type ProvenanceNode } from "@/ui/Provenance";
import { Status } from "@/ui/Status";
import { Ago } from "@/ui/time";
import "@/features/memories/memories.css";

export function MemoryDetail({ memory, candidate, decide }: { memory: MemoryView | undefined; candidate: CandidateView | undefined; decide: Decide }) {
  const item = memory ?? candidate!;
  const standing = memory ? ofMemory(memory) : ofCandidate(candidate!);
  const runIds = [...new Set([...item.evidence.map((each) => each.runId), ...(candidate ? [candidate.runId] : [])])];
  const nodes: ProvenanceNode[] = [
    {
      id: "run", icon: Workflow, title: runIds.length === 1 ? "Run" : `${runIds.length} runs`,
      body: <ul className="stack tight">{runIds.slice(0, 8).map((id) => <li key={id}><RunLine id={id} /></li>)}{runIds.length > 8 && <li className="muted">and {runIds.length - 8} more</li>}</ul>,
    },
    {
      id: "words", icon: Quote, title: "Words in the run",
      body: item.evidence.length ? <Words evidence={item.evidence} /> : <p className="muted">No evidence recorded.</p>,
    },
    {
      id: "decision", icon: Gavel, title: "Candidate and decision",
      aside: candidate ? <Status value={candidate.decision} /> : undefined,
      body: (
        <>
          {candidate && <p>{candidate.reason}{candidate.decidedBy ? <span className="muted"> ({candidate.decidedBy})</span> : null}</p>}
          {candidate?.mergedInto && <p>Merged into <Link className="mono" to="/memories/$id" params={{ id: candidate.mergedInto }}>{shortId(candidate.mergedInto)}</Link></p>}
          {memory && <History memory={memory} />}
        </>
      ),
    },
    ...(memory ? [
      { id: "memory", icon: Brain, title: "Memory", aside: <Status value={memory.status} />, body: <p>{memory.text}</p> },
      { id: "use", icon: FileStack, title: "Compiles that weighed it", body: <Usage id={memory.id} /> },
      { id: "feedback", icon: MessageSquare, title: "What was said of it", body: <Feedback memory={memory} /> },
    ] : []),
  ];
  return (
    <>
      <header className="stack tight">
        <div className="row wrap"><Status value={standing.standing} pill /><span className="muted">{sentence(item.type)}{memory ? "" : " candidate"}</span></div>
        <h1 className="memory-text">{item.text}</h1>
        <div className="row wrap"><ActButtons item={standing} decide={decide} /></div>
      </header>
      <div className="memory-columns">
        <section aria-labelledby="provenance-title">
          <h2 id="provenance-title" className="section-title">Where it comes from and where it went</h2>
          <p><Link to="/provenance/$kind/$id" params={{ kind: memory ? "memory" : "candidate", id: item.id }}>Everything it came from and led to, as a graph</Link></p>
          <Provenance label="Provenance" nodes={nodes} />
        </section>
        <section className="card memory-side" aria-label="Facts"><div className="body stack"><MemoryFacts item={item} /></div></section>
      </div>
    </>
  );
}

function Words({ evidence }: { evidence: EvidenceView[] }) {
  const rest = evidence.slice(3);
  return (
    <>
      {evidence.slice(0, 3).map((each, i) => <Evidence key={i} evidence={each} />)}
      {rest.length > 0 && (
        <details>
          <summary>{plural(rest.length, "more place")}</summary>
          <div className="stack">{rest.map((each, i) => <Evidence key={i} evidence={each} />)}</div>
        </details>
      )}
    </>
  );
}

function RunLine({ id }: { id: string }) {
  const run = useQuery(runQuery(id));
  if (run.error) return <ProblemNotice error={run.error} doing={`Run ${shortId(id)} could not be read`} />;
  if (!run.data) return <Skeleton lines={1} />;
  return (
    <span className="row wrap">
      <Status value={run.data.state === "open" ? "open" : run.data.outcome.status} />
      <Link to="/runs/$id" params={{ id }} className="truncate">{oneLine(run.data.task, 110) || shortId(id)}</Link>
      <span className="muted">{run.data.agent.name}, <Ago at={run.data.startedAt ?? run.data.createdAt} /></span>
    </span>
  );
}

function History({ memory }: { memory: MemoryView }) {
  if (memory.history.length === 0) return <p className="muted">No history recorded.</p>;
  return (
    <ul className="history">
      {memory.history.map((event, i) => (
        <li key={i}>
          <strong>{sentence(event.action)}</strong> <span className="soft">by {event.by}</span> <span className="muted"><Ago at={event.at} /></span>
          {event.reason && <p className="soft">{event.reason}</p>}
        </li>
      ))}
    </ul>
  );
}

function Usage({ id }: { id: string }) {
  const usage = useQuery(usageQuery(id));
  if (usage.error) return <ProblemNotice error={usage.error} doing="Its use could not be read" retry={() => void usage.refetch()} />;
  if (!usage.data) return <Skeleton lines={2} />;
  const rows = usage.data.items;
  if (rows.length === 0) return <p className="muted">No compile has weighed it yet. It is offered to the next one whose scope and task fit.</p>;
  return (
    <>
      <p className="soft">Included in {rows.filter((row) => row.included).length} of {plural(rows.length, "compile")}{usage.data.nextCursor ? " listed here" : ""}.</p>
      <ul className="stack tight">
        {rows.map((row) => (
          <li key={row.compileId} className="usage-line">
            <Status value={row.included ? "included" : "unknown"} word={row.included ? "Included" : `Left out: ${words(row.reasonCode)}`} />
            <Link to="/context/$id" params={{ id: row.compileId }} search={{ item: id }} className="truncate">{oneLine(row.task, 90)}</Link>
            <span className="muted">score {row.score.toFixed(2)}, <Ago at={row.at} /></span>
          </li>
        ))}
      </ul>
    </>
  );
}
