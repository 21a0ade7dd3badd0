import type { JobView } from "@/api/contract";
import { isOpen } from "@/features/jobs/merge";
import { between, count, duration, pace, percent, plural, rate } from "@/ui/format";
import { useNow } from "@/ui/time";

/** n of m, rate and time left; both are worked out from when the job started, so a reload loses nothing. */
export function JobProgress({ job }: { job: JobView }) {
  useNow();
  // The shared clock only says when to paint again; the figure itself is taken at that moment.
  const speed = pace(job.done, job.total, job.startedAt, job.finishedAt ? Date.parse(job.finishedAt) : currentTime());
  const unit = job.unit ?? "item";
  const done = job.total != null ? `${count(job.done)} of ${plural(job.total, unit, unit.endsWith("s") ? unit : `${unit}s`)}` : job.done > 0 ? plural(job.done, unit, unit.endsWith("s") ? unit : `${unit}s`) : "";
  return (
    <span className="job-progress">
      {isOpen(job) && (
        <span
          className="meter-track"
          role="progressbar"
          aria-label={`Progress of ${job.title}`}
          aria-valuemin={0}
          aria-valuemax={job.total ?? undefined}
          aria-valuenow={job.total != null ? job.done : undefined}
        >
          <span style={{ width: `${job.total != null ? percent(job.done, job.total) : 0}%` }} />
        </span>
      )}
      <span className="truncate">
        {done}
        {isOpen(job) && speed && <span className="muted"> · {rate(speed.perSecond)}/s{speed.leftMs !== null ? ` · ${duration(speed.leftMs)} left` : ""}</span>}
        {!isOpen(job) && <span className="muted">{done && " in "}{duration(between(job.startedAt, job.finishedAt))}</span>}
      </span>
    </span>
  );
}

const currentTime = () => Date.now();
