import createClient from "openapi-fetch";
import type { paths as Context } from "@/api/generated/context";
import type { paths as Gateway } from "@/api/generated/gateway";
import type { paths as Memory } from "@/api/generated/memory";
import type { paths as Recorder } from "@/api/generated/recorder";

export type ProblemBody = {
  title?: string;
  detail?: string;
  status?: number;
  code?: string;
  field?: string;
  requestId?: string;
  traceId?: string;
  errors?: Record<string, string[]>;
};

/** A refusal of the platform (RFC 9457) or a failure to reach it (status 0). */
export class ProblemError extends Error {
  readonly status: number;
  readonly problem: ProblemBody;
  readonly requestId: string | null;
  readonly retryAfter: number | null;

  constructor(status: number, problem: ProblemBody, requestId: string | null, retryAfter: number | null) {
    super(problem.title ?? `The platform answered ${status}.`);
    this.status = status;
    this.problem = problem;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }
}

/** Fetches, and turns every refusal and every failure to reach the platform into a ProblemError. */
async function send(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ProblemError(0, { title: "The platform does not answer.", detail: "It may be stopped or restarting. This page tries again by itself once it is back." }, null, null);
  }
  if (response.ok) return response;
  throw await readProblem(response);
}

export const readProblem = async (response: Response): Promise<ProblemError> =>
  readProblemText(response.status, await response.text(), response.headers.get("retry-after"), response.headers.get("x-request-id"), response.statusText);

export function readProblemText(status: number, text: string, retryAfter: string | null, requestId: string | null, statusText = ""): ProblemError {
  let problem: ProblemBody = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) problem = parsed as ProblemBody;
  } catch {
    problem = { title: `The platform answered ${status} ${statusText}.`.replace(" .", ".") };
  }
  const seconds = Number(retryAfter);
  return new ProblemError(status, problem, problem.requestId ?? problem.traceId ?? requestId, Number.isFinite(seconds) && seconds > 0 ? seconds : null);
}

// Unsafe requests carry a header that another site's page cannot add without a pre-flight; the gateway asks for it where a browser does not name the origin.
export const own = { "x-ctx-csrf": "1" };

/** The typed client of all services: paths, parameters and answers are those of their OpenAPI documents. */
export const api = createClient<Recorder & Memory & Context & Gateway>({ baseUrl: window.location.origin, credentials: "same-origin", headers: { accept: "application/json", ...own }, fetch: send });

/** The answer of a call that was not refused; refusals have been thrown by then. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

/** A payload as it was stored, with its kind. */
export async function getText(path: string, signal?: AbortSignal): Promise<{ text: string; mediaType: string }> {
  const response = await send(new Request(new URL(path, window.location.origin), { signal, credentials: "same-origin" }));
  return { text: await response.text(), mediaType: (response.headers.get("content-type") ?? "text/plain").split(";")[0]!.trim() };
}

/** A file that the platform makes, with the name that it gives it. */
export async function getFile(path: string, signal?: AbortSignal): Promise<{ blob: Blob; name: string }> {
  const response = await send(new Request(new URL(path, window.location.origin), { signal, credentials: "same-origin" }));
  const named = /filename="?([^";]+)"?/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return { blob: await response.blob(), name: named ?? "download" };
}

/** For the one act whose answer is a page and not JSON. */
export async function postForm(path: string): Promise<void> {
  await send(new Request(new URL(path, window.location.origin), { method: "POST", headers: own, credentials: "same-origin" }));
}
