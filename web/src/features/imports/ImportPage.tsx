import { useQuery } from "@tanstack/react-query";
import { FolderUp, Upload as UploadIcon } from "lucide-react";
import { useRef, useState } from "react";
import { formatsQuery, importsQuery, type ImportFields } from "@/api/imports";
import { EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import { useDropZone } from "@/ui/dropZone";
import { plural } from "@/ui/format";
import { filesOf, filesOfInput } from "@/features/imports/dropped";
import { ImportJob } from "@/features/imports/ImportJob";
import { UploadQueue } from "@/features/imports/UploadQueue";
import type { Picked } from "@/features/imports/tar";
import { useUploads } from "@/features/imports/useUploads";
import "@/features/imports/imports.css";

export type ImportSearch = { job?: string; show?: "imported" | "unchanged" | "skipped" | "failed" };

/** In the address: no import is open. */
const folded = "none";

/** Sessions come in by being dropped or picked; what becomes of them is the platform's work and survives this page. */
export function ImportPage({ search, scope, onSearch }: { search: ImportSearch; scope: ImportFields; onSearch: (change: ImportSearch) => void }) {
  const [fields, setFields] = useState<ImportFields>(scope);
  const [reading, setReading] = useState<unknown>(null);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const queue = useUploads((job) => onSearch({ job, show: undefined }));
  const jobs = useQuery(importsQuery);
  const formats = useQuery(formatsQuery);
  const add = (picked: Picked[]) => {
    if (picked.length > 0) queue.add(picked, fields);
  };
  const zone = useDropZone((dropped) => {
    setReading(null);
    void filesOf(dropped.items).then(add, setReading);
  });
  const set = (name: keyof ImportFields) => (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) => setFields({ ...fields, [name]: event.target.value.trim() || undefined });
  const known = jobs.data?.items ?? [];
  const named = search.job === folded ? undefined : search.job;
  const ids = named !== undefined && !known.some((job) => job.id === named) ? [named, ...known.map((job) => job.id)] : known.map((job) => job.id);
  const openId = search.job === folded ? undefined : (named ?? ids[0]);
  return (
    <div className="stack">
      <div
        className="drop"
        role="group"
        aria-label="Files to import"
        {...zone}
      >
        <UploadIcon className="icon" aria-hidden />
        <p className="drop-title">Drop session files, folders or archives here</p>
        <p className="muted">Up to 100 MiB an upload, packed or not: .jsonl, .json, .traj, .zip, .tar.gz. What a file is, is told by its content: sessions of Claude Code, Codex, OpenHands, SWE-agent, pi and others, or a bundle.</p>
        <div className="row wrap">
          <button type="button" className="button primary" onClick={() => files.current?.click()}>Pick files</button>
          <button type="button" className="button" onClick={() => folder.current?.click()}><FolderUp className="icon small" aria-hidden /> Pick a folder</button>
        </div>
        <input ref={files} type="file" multiple hidden aria-label="Session files or archives" onChange={(event) => { add(filesOfInput(event.target.files!)); event.target.value = ""; }} />
        <input ref={folder} type="file" hidden aria-label="A folder of sessions" {...{ webkitdirectory: "" }} onChange={(event) => { add(filesOfInput(event.target.files!)); event.target.value = ""; }} />
      </div>
      {reading !== null && <ProblemNotice error={reading} doing="What was dropped could not be read" />}
      <div className="import-fields" role="group" aria-label="Of what is imported">
        <div className="field"><label htmlFor="import-project">Project</label><input id="import-project" className="input" placeholder="default" value={fields.project ?? ""} maxLength={200} onChange={set("project")} /></div>
        <div className="field"><label htmlFor="import-repo">Repository</label><input id="import-repo" className="input" placeholder="as the session says" value={fields.repo ?? ""} maxLength={200} onChange={set("repo")} /></div>
        <div className="field">
          <label htmlFor="import-format">Format</label>
          <select id="import-format" className="input" value={fields.format ?? ""} onChange={set("format")}>
            <option value="">Told by content</option>
            {formats.data?.items.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        </div>
      </div>
      <UploadQueue queue={queue} onShow={(job) => onSearch({ job })} />
      <section className="stack tight" aria-labelledby="imports">
        <h2 id="imports">Imports{known.length > 0 && <span className="muted"> · {known.length === 20 ? "the last 20" : plural(known.length, "job")}</span>}</h2>
        {jobs.error && !jobs.data ? <ProblemNotice error={jobs.error} doing="The imports could not be listed" retry={() => void jobs.refetch()} />
          : !jobs.data ? <Skeleton lines={4} />
          : ids.length === 0 ? <EmptyState title="Nothing was imported yet." commands={["./dev ctx import PATH"]}>What you drop above is listed here with what became of each file. The command line does the same, for folders of any size.</EmptyState>
          : ids.map((id) => <ImportJob key={id} id={id} given={known.find((job) => job.id === id)} open={id === openId} show={search.show} onToggle={(open) => onSearch({ job: open ? id : folded, show: undefined })} onShow={(show) => onSearch({ job: id, show })} />)}
      </section>
    </div>
  );
}
