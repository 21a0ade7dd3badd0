import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import type { JobView } from "@/api/contract";
import { answer, api, own, ProblemError, readProblemText } from "@/api/http";

/** Largest upload the platform takes. */
export const maxUpload = 100 * 1024 * 1024;

/** A job's result belongs to its kind, so the wire says only that it is JSON; this is the import's. */
const result = z.object({
  imported: z.number(),
  unchanged: z.number(),
  steps: z.number(),
  failed: z.array(z.object({ file: z.string(), line: z.number().nullish(), reason: z.string() })),
  skipped: z.array(z.string()),
  formats: z.record(z.string(), z.number()),
  runs: z.array(z.object({ file: z.string(), runId: z.string(), state: z.enum(["imported", "unchanged"]), steps: z.number() })).nullish(),
});
export type ImportResult = z.infer<typeof result>;

export const resultOf = (job: JobView): ImportResult | null => result.safeParse(job.result).data ?? null;

/** The last imports, running and ended. */
export const importsQuery = queryOptions({
  queryKey: ["jobs", "list", "recorder", "import"],
  queryFn: ({ signal }) => answer(api.GET("/v2/recorder/jobs", { params: { query: { kind: "import", limit: 20 } }, signal })),
});

export const formatsQuery = queryOptions({
  queryKey: ["imports", "formats"],
  queryFn: ({ signal }) => answer(api.GET("/v2/runs/import/formats", { signal })),
  staleTime: Infinity,
});

export type ImportFields = { format?: string; project?: string; repo?: string };

/** Sends one file and tells how much of it has gone; fetch cannot tell. Answers with the id of the job that reads it. */
export function upload(body: Blob, name: string, fields: ImportFields, onSent: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  const url = new URL("/v2/runs/import", window.location.origin);
  for (const [key, value] of Object.entries({ name, ...fields })) if (value) url.searchParams.set(key, value);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [header, value] of Object.entries(own)) request.setRequestHeader(header, value);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      if (request.status === 202) resolve((JSON.parse(request.responseText) as { jobId: string }).jobId);
      else reject(readProblemText(request.status, request.responseText, request.getResponseHeader("retry-after"), request.getResponseHeader("x-request-id")));
    };
    request.onerror = () => reject(new ProblemError(0, { title: "The upload broke off.", detail: "The platform does not answer, or a file was changed while it was read." }, null, null));
    request.onabort = () => reject(new DOMException("Stopped.", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}
