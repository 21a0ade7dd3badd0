import { percent, plural } from "@/ui/format";
import { ProblemNotice } from "@/ui/Notice";
import { Status } from "@/ui/Status";
import { bytes } from "@/features/imports/results";
import type { useUploads, Upload } from "@/features/imports/useUploads";

const looks: Record<Upload["state"], { value: string; word: string }> = {
  waiting: { value: "queued", word: "Waiting" },
  sending: { value: "running", word: "Uploading" },
  resting: { value: "queued", word: "Queue full, tried again soon" },
  sent: { value: "done", word: "Uploaded" },
  refused: { value: "failed", word: "Refused" },
  stopped: { value: "cancelled", word: "Stopped" },
};

/** What this page still has to send. It lives here only; what was sent lives on the platform. */
export function UploadQueue({ queue, onShow }: { queue: ReturnType<typeof useUploads>; onShow: (job: string) => void }) {
  if (queue.uploads.length === 0) return null;
  const over = queue.uploads.every((each) => each.state === "sent" || each.state === "refused" || each.state === "stopped");
  return (
    <section className="stack tight" aria-labelledby="uploads">
      <div className="row spread">
        <h2 id="uploads">Uploads</h2>
        {over && <button type="button" className="button small quiet" onClick={queue.clear}>Clear the list</button>}
      </div>
      <ul className="entries">
        {queue.uploads.map((each) => (
          <li key={each.id} className="entry upload">
            <div className="row wrap">
              <Status {...looks[each.state]} />
              <span className="truncate grow" title={each.name}>{each.name}{each.files > 1 && <span className="muted"> · {plural(each.files, "file")}</span>}</span>
              {each.state === "sending" && (
                <span className="meter-track upload-meter" role="progressbar" aria-label={`Upload of ${each.name}`} aria-valuemin={0} aria-valuemax={each.bytes} aria-valuenow={each.sent}>
                  <span style={{ width: `${percent(each.sent, each.bytes)}%` }} />
                </span>
              )}
              <span className="muted nowrap">{each.state === "sending" ? `${bytes(each.sent)} of ${bytes(each.bytes)}` : bytes(each.bytes)}</span>
              {each.jobId && <button type="button" className="button small" onClick={() => onShow(each.jobId!)}>Show import</button>}
              {(each.state === "waiting" || each.state === "sending" || each.state === "resting") && <button type="button" className="button small" aria-label={`Stop ${each.name}`} onClick={() => queue.stop(each.id)}>Stop</button>}
              {(each.state === "stopped" || each.state === "resting") && <button type="button" className="button small" aria-label={`Send ${each.name} again`} onClick={() => queue.retry(each.id)}>Send now</button>}
            </div>
            {each.error !== undefined && each.state !== "waiting" && <ProblemNotice error={each.error} doing={each.name} retry={each.state === "refused" && (each.error as { status?: number }).status !== 413 ? () => queue.retry(each.id) : undefined} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
