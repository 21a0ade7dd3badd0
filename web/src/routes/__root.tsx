import { useQuery, type QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Link, retainSearchParams } from "@tanstack/react-router";
import { z } from "zod";
import { sessionQuery } from "@/api/session";
import { ProblemError } from "@/api/http";
import { Frame } from "@/features/shell/Frame";
import { SignIn } from "@/features/shell/SignIn";
import { EmptyState, ProblemNotice } from "@/ui/Notice";
import { text } from "@/ui/search";

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  validateSearch: z.object({ project: text(), repo: text() }),
  search: { middlewares: [retainSearchParams(["project", "repo"])] },
  loader: ({ context }) => void context.queryClient.prefetchQuery(sessionQuery),
  component: Root,
  errorComponent: ({ error, reset }) => (
    <div className="page">
      <h1>Something went wrong</h1>
      <ProblemNotice error={error} retry={reset} />
    </div>
  ),
  notFoundComponent: () => (
    <div className="page">
      <h1>No such page</h1>
      <EmptyState title="Nothing lives at this address.">
        <Link to="/">Go to the overview</Link>
      </EmptyState>
    </div>
  ),
});

function Root() {
  const session = useQuery(sessionQuery);
  if (session.error instanceof ProblemError && session.error.status === 401) return <SignIn />;
  if (session.error && !session.data) {
    return (
      <main className="page">
        <h1>The platform cannot be reached</h1>
        <ProblemNotice error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  return session.data ? <Frame /> : null;
}
