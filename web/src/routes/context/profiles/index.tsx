import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { profilesQuery } from "@/api/profiles";
import { ContextPage } from "@/features/context/ContextPage";
import { DefaultHistory, ProfilesTable } from "@/features/profiles/ProfilesTable";
import { text } from "@/ui/search";

export const Route = createFileRoute("/context/profiles/")({
  staticData: { crumb: "Profiles" },
  validateSearch: z.object({ project: text(), repo: text(), sort: text() }),
  loader: ({ context }) => void context.queryClient.prefetchQuery(profilesQuery),
  component: ProfilesPage,
});

function ProfilesPage() {
  const asked = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  return (
    <ContextPage>
      <p className="soft">A profile holds the weights, lanes and thresholds by which windows are compiled, in versions that never change. Each receipt names the version that held.</p>
      <ProfilesTable
        sort={asked.sort}
        onSort={(sort) => void navigate({ search: (old) => ({ ...old, sort }), replace: true, resetScroll: false })}
        onOpen={(name) => void navigate({ to: "/context/profiles/$name", params: { name } })}
      />
      <section className="stack tight" aria-labelledby="history-title">
        <h2 id="history-title">The default over time</h2>
        <DefaultHistory />
      </section>
    </ContextPage>
  );
}
