import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "@/api/http";

/** A refusal is an answer and is not asked again; only an unreachable or busy platform is. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false;
  return failures < 2 && (error.status === 0 || error.status === 502 || error.status === 503 || error.status === 504);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, gcTime: 10 * 60_000, retry: shouldRetry, retryDelay: (n) => Math.min(4000, 500 * 2 ** n), refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
}
