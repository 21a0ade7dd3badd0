import { Link } from "@tanstack/react-router";
import type { JobView } from "@/api/contract";
import { count, percent } from "@/ui/format";
import { Status } from "@/ui/Status";

export function JobLine({ job }: { job: JobView }) {
  return (
    <Link to="/jobs" search={{ sel: `${job.service}:${job.id}` }} className="waiting-line">
      <Status value={job.status} />
      <span className="truncate grow">{job.title}</span>
      {job.total != null && <span className="meter-track job-line-bar" aria-hidden><span style={{ width: `${percent(job.done, job.total)}%` }} /></span>}
      <span className="muted nowrap">{job.total != null ? `${count(job.done)} of ${count(job.total)}` : count(job.done)}</span>
    </Link>
  );
}
