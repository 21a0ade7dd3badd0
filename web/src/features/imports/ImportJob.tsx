import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Square } from "lucide-react";
import { useMemo, useState } from "react";
import type { JobView } from "@/api/contract";
import { resultOf } from "@/api/imports";
import { cancelJob, jobQuery } from "@/api/jobs";
import { baseName, between, count, duration, pace, percent, plural, rate, sentence, shortId } from "@/ui/format";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { Status } from "@/ui/Status";
import { Ago, useNow } from "@/ui/time";
import { fileLines, fileStates, runsAndFiles, stateCounts, type FileLine, type FileState } from "@/features/imports/results";

type Props = { id: string; given: JobView | undefined; open: boolean; show: FileState | undefined; onToggle: (open: boolean) => void; onShow: (show: FileState | undefined) => void };

/** One import: how far it is, and what became of each file. */
export function ImportJob({ id, given, open, show, onToggle, onShow }: Props) {
  const client = useQueryClient();
  const asked = useQuery({ ...jobQuery("recorder", id), placeholderData: given, enabled: open });
  const cancel = useMutation({ mutationFn: () => cancelJob("recorder", id), onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }) });
  const job = open ? (asked.data ?? given) : given;
  if (asked.error && !job) return <ProblemNotice error={asked.error} doing={`The import ${shortId(id)} could not be read`} retry={() => void asked.refetch()} />;
  if (!job) return <Skeleton lines={2} />;
  const running = job.status === "queued" || job.status === "running";
  return (
    <article className="card import-job" aria-label={job.title}>
      <header>
        <h3 className="truncate">
          <button type="button" className="import-toggle" aria-expanded={open} onClick={() => onToggle(!open)}>
            <ChevronRight className="icon small" aria-hidden /> <span className="truncate">{job.title}</span>
          </button>
        </h3>
        <span className="row">
          <Status value={job.status} />
          <span className="muted"><Ago at={job.createdAt} /></span>
          {running && <button type="button" className="button small" disabled={cancel.isPending} aria-label={`Cancel ${job.title}`} onClick={() => cancel.mutate()}><Square className="icon small" aria-hidden /> Cancel</button>}
        </span>
      </header>
      {(open || running) && (
        <div className="body stack tight">
          <Progress job={job} running={running} />
          {cancel.error && <ProblemNotice error={cancel.error} doing="The import could not be cancelled" />}
          {job.error && <p className="import-error" role="note">{job.error}</p>}
          {open && <Files job={job} running={running} show={show} onShow={onShow} />}
        </div>
      )}
    </article>
  );
}

function Progress({ job, running }: { job: JobView; running: boolean }) {
  useNow();
  const speed = pace(job.done, job.total, job.startedAt, job.finishedAt ? Date.parse(job.finishedAt) : currentTime());
  const unit = job.unit ?? "step";
  const word = unit.endsWith("s") ? unit.slice(0, -1) : unit;
  return (
    <p className="row wrap import-progress" role="status">
      {/* How much there is to come is not always known; an empty bar would say that nothing is done. */}
      {running && job.total != null && (
        <span className="meter-track upload-meter" role="progressbar" aria-label={`Progress of ${job.title}`} aria-valuemin={0} aria-valuemax={job.total} aria-valuenow={job.done}>
          <span style={{ width: `${percent(job.done, job.total)}%` }} />
        </span>
      )}
      <span>{job.status === "queued" ? "Waits for its turn" : job.total != null ? `${count(job.done)} of ${plural(job.total, word)}` : plural(job.done, word)}</span>
      {speed && <span className="muted">{rate(speed.perSecond)} {word}s/s</span>}
      {running && speed?.leftMs != null && <span className="muted">{duration(speed.leftMs)} left</span>}
      {!running && <span className="muted">took {duration(between(job.startedAt, job.finishedAt))}</span>}
    </p>
  );
}

const currentTime = () => Date.now();
const shownAtOnce = 100;

function Files({ job, running, show, onShow }: { job: JobView; running: boolean; show: FileState | undefined; onShow: (show: FileState | undefined) => void }) {
  const result = useMemo(() => resultOf(job), [job]);
  const lines = useMemo(() => fileLines(job, result), [job, result]);
  const counts = stateCounts(job, result);
  const [most, setMost] = useState(shownAtOnce);
  const shown = show ? lines.filter((line) => line.state === show) : lines;
  const listed = (state: FileState) => lines.filter((line) => line.state === state).length;
  if (lines.length === 0) return <p className="muted">{withoutFiles(job, running)}</p>;
  return (
    <>
      <div className="row wrap" role="group" aria-label="Show files">
        <button type="button" className="button small" aria-pressed={show === undefined} onClick={() => onShow(undefined)}>All</button>
        {fileStates.filter((state) => counts[state] > 0).map((state) => (
          <button key={state} type="button" className="button small" aria-pressed={show === state} onClick={() => onShow(show === state ? undefined : state)}>{sentence(state)} <span className="count">{count(counts[state])}</span></button>
        ))}
        {result && <span className="muted">{runsAndFiles(result)}, {plural(result.steps, "new step")}{Object.keys(result.formats).length > 0 && ` · ${Object.entries(result.formats).map(([name, n]) => `${name} ${count(n)}`).join(", ")}`}</span>}
      </div>
      <ul className="entries import-files" aria-label="Files">
        {shown.slice(0, most).map((line, i) => <FileRow key={`${i}-${line.file}`} line={line} />)}
      </ul>
      {shown.length > most && <button type="button" className="button small" onClick={() => setMost(most + 400)}>Show {count(Math.min(400, shown.length - most))} more of {count(shown.length)}</button>}
      {fileStates.some((state) => counts[state] > listed(state)) && <p className="muted">Of each result the first 1,000 are listed; the counts are of all.</p>}
    </>
  );
}

function withoutFiles(job: JobView, running: boolean): string {
  if (running) return "Each file is listed here once the import has ended; what fails is named meanwhile.";
  if (job.done === 0) return "No file was read.";
  return `It ended before its files were listed. The runs that were read until then are kept; importing the same files again adds the others${job.status === "cancelled" ? "" : ", once what stopped it is mended"}.`;
}

const looks: Record<FileState, { value: string; word: string }> = {
  imported: { value: "done", word: "Imported" },
  unchanged: { value: "merged", word: "Unchanged" },
  skipped: { value: "unknown", word: "Skipped" },
  failed: { value: "failed", word: "Failed" },
};

function FileRow({ line }: { line: FileLine }) {
  const name = baseName(line.file);
  return (
    <li className="entry import-file">
      <Status {...looks[line.state]} />
      <code className="import-path" title={line.file} data-again={line.again}><span className="truncate">{line.file.slice(0, line.file.length - name.length)}</span><span className="truncate">{name}{line.line != null ? `:${line.line}` : ""}</span></code>
      {line.reason && <span className="soft import-reason">{line.reason}</span>}
      {line.runId && <span className="row import-run">{line.state === "imported" && <span className="muted nowrap">{plural(line.steps ?? 0, "step")}</span>}<Link to="/runs/$id" params={{ id: line.runId }}>Run {shortId(line.runId)}</Link></span>}
    </li>
  );
}
