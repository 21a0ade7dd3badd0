import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { maxUpload, upload, type ImportFields } from "@/api/imports";
import { parcels, type Picked } from "@/features/imports/tar";

export type Upload = {
  id: number;
  name: string;
  files: number;
  bytes: number;
  state: "waiting" | "sending" | "resting" | "sent" | "refused" | "stopped";
  sent: number;
  error?: unknown;
  /** When a full queue is asked again. */
  again?: number;
  jobId?: string;
};

type Parcel = { body: Blob; fields: ImportFields };

const busy = (error: unknown): number | null => {
  const { status, retryAfter } = error as { status?: number; retryAfter?: number | null };
  return status === 429 || status === 503 ? (retryAfter ?? 10) : null;
};

/** Uploads one after another: the platform reads one while the next is sent. What a full queue turns away is tried again when it says. */
export function useUploads(onJob: (jobId: string) => void) {
  const client = useQueryClient();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const bodies = useRef(new Map<number, Parcel>());
  const number = useRef(0);
  const running = useRef<{ id: number; stop: AbortController } | null>(null);
  const change = (id: number, to: Partial<Upload>) => setUploads((all) => all.map((each) => (each.id === id ? { ...each, ...to } : each)));

  const next = uploads.find((each) => each.state === "waiting");
  const idle = !uploads.some((each) => each.state === "sending" || each.state === "resting");
  const send = async (id: number, name: string) => {
    const stop = new AbortController();
    running.current = { id, stop };
    const { body, fields } = bodies.current.get(id)!;
    change(id, { state: "sending", sent: 0, error: undefined });
    try {
      const jobId = await upload(body, name, fields, (sent) => change(id, { sent }), stop.signal);
      bodies.current.delete(id);
      change(id, { state: "sent", sent: body.size, jobId });
      onJob(jobId);
      void client.invalidateQueries({ queryKey: ["jobs"] });
    } catch (error) {
      const seconds = busy(error);
      if (stop.signal.aborted) change(id, { state: "stopped" });
      else if (seconds !== null) change(id, { state: "resting", error, again: Date.now() + seconds * 1000 });
      else change(id, { state: "refused", error });
    } finally {
      running.current = null;
    }
  };
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  });
  useEffect(() => {
    if (idle && next) void latest.current(next.id, next.name);
  }, [idle, next]);

  const resting = uploads.find((each) => each.state === "resting");
  useEffect(() => {
    if (!resting) return;
    const timer = setTimeout(() => change(resting.id, { state: "waiting" }), Math.max(0, (resting.again ?? 0) - Date.now()));
    return () => clearTimeout(timer);
  }, [resting]);

  const open = uploads.some((each) => each.state === "waiting" || each.state === "sending" || each.state === "resting");
  useEffect(() => {
    if (!open) return;
    // What has not been sent lives only in this page.
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [open]);
  useEffect(() => () => running.current?.stop.abort(), []);

  return {
    uploads,
    add(picked: readonly Picked[], fields: ImportFields) {
      const made = parcels(picked, maxUpload).map((parcel): Upload => {
        const id = ++number.current;
        bodies.current.set(id, { body: parcel.body, fields });
        const error = parcel.tooLarge ? { status: 413, problem: { title: "The file is larger than 100 MiB.", detail: "Nothing of it was sent. Split it, or import it with the command line in parts.", code: "body_too_large" }, message: "" } : undefined;
        return { id, name: parcel.name, files: parcel.files, bytes: parcel.body.size, state: error ? "refused" : "waiting", sent: 0, error };
      });
      setUploads((all) => [...all, ...made]);
    },
    stop(id: number) {
      if (running.current?.id === id) running.current.stop.abort();
      else change(id, { state: "stopped" });
    },
    retry: (id: number) => change(id, { state: "waiting", error: undefined }),
    clear: () => setUploads((all) => all.filter((each) => each.state === "waiting" || each.state === "sending" || each.state === "resting")),
  };
}
