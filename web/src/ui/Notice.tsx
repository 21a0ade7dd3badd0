import { AlertTriangle, RotateCw } from "lucide-react";
import { Command, CopyButton } from "@/ui/Copy";
import "@/ui/notice.css";

export type Problem = { status: number; title: string; detail?: string; code?: string; field?: string; requestId?: string; retryAfter?: number };

/** What a failure of any kind looks like here: what happened, why, what to do, and the id to quote. */
export function describeProblem(error: unknown): Problem {
  if (typeof error === "object" && error !== null && "problem" in error && "status" in error) {
    const known = error as { status: number; problem: Record<string, unknown>; requestId?: string | null; retryAfter?: number | null; message: string };
    const text = (name: string) => (typeof known.problem[name] === "string" ? (known.problem[name] as string) : undefined);
    return {
      status: known.status,
      title: text("title") ?? known.message,
      detail: text("detail"),
      code: text("code"),
      field: text("field"),
      requestId: known.requestId ?? undefined,
      retryAfter: known.retryAfter ?? undefined,
    };
  }
  return { status: -1, title: "This page hit a fault of its own.", detail: error instanceof Error ? error.message : String(error) };
}

/** Conflicts that a reload does not change; what to do stands in their detail. */
const standing = new Set(["run_open", "run_broken", "run_not_sealed", "receipt_missing", "too_many_runs"]);

export function whatToDo(problem: Problem): string | null {
  switch (problem.status) {
    case 0: return "Check that ./dev up is running, then try again.";
    case 400: case 422: return problem.field ? `Change “${problem.field}” and try again.` : "Change the request and try again.";
    case 401: return "Sign in again with the link that ./dev up prints.";
    case 403: return "Ask someone with a higher role, or use a key that has it.";
    case 404: return "Check the id, or go back to the list.";
    case 409: return standing.has(problem.code ?? "") ? null : "Somebody or something was faster: reload to see the present state.";
    case 429: case 503: return problem.retryAfter ? `Try again in ${problem.retryAfter} s.` : "Try again in a moment.";
    case -1: return "Reload the page; if it happens again, report what you did.";
    default: return problem.status >= 500 ? "Try again; if it happens again, look into the platform's log for the request id." : null;
  }
}

export function ProblemNotice({ error, retry, doing }: { error: unknown; retry?: () => void; doing?: string }) {
  const problem = describeProblem(error);
  const advice = whatToDo(problem);
  return (
    <div className="notice" data-tone="bad" role="alert">
      <AlertTriangle className="icon" aria-hidden />
      <div className="grow">
        <p className="notice-title">{doing ? `${doing}: ${problem.title}` : problem.title}</p>
        {problem.detail && problem.detail !== problem.title && <p>{problem.detail}</p>}
        {advice && <p className="soft">{advice}</p>}
        {(problem.requestId ?? problem.code) && (
          <p className="notice-meta">
            {problem.code && <code>{problem.code}</code>}
            {problem.requestId && (
              <span>
                request <code>{problem.requestId}</code> <CopyButton text={problem.requestId} label="Copy request id" />
              </span>
            )}
          </p>
        )}
      </div>
      {retry && (
        <button type="button" className="button small" onClick={retry}>
          <RotateCw className="icon small" aria-hidden /> Try again
        </button>
      )}
    </div>
  );
}

export function EmptyState({ title, children, commands = [] }: { title: string; children?: React.ReactNode; commands?: string[] }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children && <div className="soft">{children}</div>}
      {commands.map((command) => (
        <Command key={command} text={command} />
      ))}
    </div>
  );
}

export function Skeleton({ lines = 3, height = 16 }: { lines?: number; height?: number }) {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">Loading</span>
      {Array.from({ length: lines }, (_, i) => (
        <div key={i} className="skeleton-line" style={{ height, width: `${92 - ((i * 17) % 38)}%` }} />
      ))}
    </div>
  );
}
