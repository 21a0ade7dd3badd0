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

type QueryValue = string | number | boolean | null | undefined;

export function withQuery(path: string, query?: Record<string, QueryValue>): string {
  if (!query) return path;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value != null && value !== "") params.set(name, String(value));
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ProblemError(0, { title: "The platform does not answer.", detail: "It may be stopped or restarting. This page tries again by itself once it is back." }, null, null);
  }
  if (response.ok) return response;
  throw await readProblem(response);
}

export async function readProblem(response: Response): Promise<ProblemError> {
  const text = await response.text();
  let problem: ProblemBody = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) problem = parsed as ProblemBody;
  } catch {
    problem = { title: `The platform answered ${response.status} ${response.statusText}.`.trim() };
  }
  const retryAfter = Number(response.headers.get("retry-after"));
  return new ProblemError(
    response.status,
    problem,
    problem.requestId ?? problem.traceId ?? response.headers.get("x-request-id"),
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}

export async function getJson<T>(path: string, query?: Record<string, QueryValue>, signal?: AbortSignal): Promise<T> {
  const response = await send(withQuery(path, query), { headers: { accept: "application/json" }, signal });
  return (await response.json()) as T;
}

export async function getText(path: string, signal?: AbortSignal): Promise<{ text: string; mediaType: string }> {
  const response = await send(path, { signal });
  return { text: await response.text(), mediaType: (response.headers.get("content-type") ?? "text/plain").split(";")[0]!.trim() };
}

// Unsafe requests carry a header that another site's page cannot add without a pre-flight; the gateway asks for it where a browser does not name the origin.
const own = { "x-ctx-csrf": "1" };

/** For the one act whose answer is a page and not JSON. */
export async function postForm(path: string): Promise<void> {
  await send(path, { method: "POST", headers: own });
}

export async function postJson<T>(path: string, body?: unknown): Promise<T> {
  const response = await send(path, {
    method: "POST",
    headers: { accept: "application/json", ...own, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}
