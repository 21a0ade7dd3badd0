import { useQuery } from "@tanstack/react-query";
import type { JobView } from "@/api/contract";
import { jobQuery } from "@/api/jobs";
import { JobProgress } from "@/features/jobs/JobProgress";
import { useCancel } from "@/features/jobs/JobsTable";
import { isOpen } from "@/features/jobs/merge";
import { Id } from "@/ui/Copy";
import { Drawer } from "@/ui/Drawer";
import { count, plural, sentence } from "@/ui/format";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { Status } from "@/ui/Status";
import { Ago } from "@/ui/time";

export function JobDrawer({ service, id, onClose }: { service: string; id: string; onClose: () => void }) {
  const job = useQuery(jobQuery(service, id));
  const cancel = useCancel();
  return (
    <Drawer label="Job" onClose={onClose}>
      {job.error ? <ProblemNotice error={job.error} retry={() => void job.refetch()} /> : !job.data ? <Skeleton lines={6} /> : (
        <>
          <h2>{job.data.title}</h2>
          <div className="row wrap spread">
            <Status value={job.data.status} pill />
            {isOpen(job.data) && <button type="button" className="button small danger" disabled={cancel.isPending} onClick={() => cancel.mutate(job.data)}>Cancel job</button>}
          </div>
          {cancel.error && <ProblemNotice error={cancel.error} doing="The job could not be cancelled" />}
          <JobProgress job={job.data} />
          {job.data.error && <p className="job-error">{job.data.error}</p>}
          <Result job={job.data} />
          <Errors job={job.data} />
          <dl className="facts">
            <dt>Kind</dt><dd>{sentence(job.data.kind)}, {job.data.service}</dd>
            <dt>Asked for</dt><dd><Ago at={job.data.createdAt} /> by {job.data.createdBy}</dd>
            {job.data.startedAt && (<><dt>Began</dt><dd><Ago at={job.data.startedAt} /></dd></>)}
            {job.data.finishedAt && (<><dt>Ended</dt><dd><Ago at={job.data.finishedAt} /></dd></>)}
            <dt>Attempts</dt><dd>{count(job.data.attempts)}</dd>
            <dt>Id</dt><dd><Id id={job.data.id} what="job id" /></dd>
          </dl>
        </>
      )}
    </Drawer>
  );
}

function Errors({ job }: { job: JobView }) {
  if (job.errorCount === 0) return null;
  return (
    <section className="stack tight" aria-label="Errors">
      <h3>{plural(job.errorCount, "error")}{job.errorCount > job.errors.length ? `, the first ${job.errors.length}` : ""}</h3>
      <ul className="job-errors">
        {job.errors.map((error, i) => (
          <li key={i}>
            <code>{error.subject}{error.line != null ? `:${error.line}` : ""}</code>
            <p>{error.reason}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a job leaves behind belongs to its kind: numbers stand as facts, short lists as their count, the rest as JSON. */
function Result({ job }: { job: JobView }) {
  const result = job.result;
  if (result == null || typeof result !== "object") return null;
  const simple = Object.entries(result).filter(([, value]) => typeof value === "number" || typeof value === "string");
  const nested = Object.entries(result).filter(([, value]) => value !== null && typeof value === "object");
  return (
    <section className="stack tight" aria-label="Result">
      <h3>Result</h3>
      <dl className="facts">
        {simple.map(([name, value]) => <div key={name} className="fact"><dt>{sentence(name)}</dt><dd>{typeof value === "number" ? count(value) : String(value)}</dd></div>)}
        {nested.map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{sentence(name)}</dt>
            <dd>
              {Array.isArray(value) ? (
                value.length === 0 ? "none" : (
                  <details><summary>{count(value.length)}</summary><ul className="job-errors">{value.slice(0, 100).map((each, i) => <li key={i}><code>{typeof each === "string" ? each : JSON.stringify(each)}</code></li>)}</ul></details>
                )
              ) : (
                Object.entries(value as object).map(([key, n]) => `${key} ${typeof n === "number" ? count(n) : String(n)}`).join(", ") || "none"
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
