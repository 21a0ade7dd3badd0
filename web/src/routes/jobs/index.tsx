import { createFileRoute, Link, useNavigate } from "@tanstack/react-router";
import { z } from "zod";
import { deadLettersQuery, jobsQuery, services } from "@/api/jobs";
import { DeadLetters } from "@/features/jobs/DeadLetters";
import { JobDrawer } from "@/features/jobs/JobDrawer";
import { JobsTable } from "@/features/jobs/JobsTable";
import { parseJobKey } from "@/features/jobs/merge";
import { oneOf, text } from "@/ui/search";
import { TabBar, tabMatch } from "@/ui/Tabs";

const search = z.object({
  project: text(),
  repo: text(),
  tab: oneOf(["dead-letters"]),
  status: oneOf(["queued", "running", "done", "done_with_errors", "failed", "cancelled"]),
  kind: text(),
  service: oneOf(services),
  sort: text(),
  sel: text(),
});
type Search = z.infer<typeof search>;

export const Route = createFileRoute("/jobs/")({
  staticData: { crumb: "Jobs" },
  validateSearch: search,
  loader: ({ context }) => {
    for (const service of services) {
      void context.queryClient.prefetchQuery(jobsQuery(service));
      void context.queryClient.prefetchQuery(deadLettersQuery(service));
    }
  },
  component: JobsPage,
});

function JobsPage() {
  const asked = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const onSearch = (change: object, replace?: boolean) => void navigate({ search: (old) => ({ ...old, ...(change as Partial<Search>) }), replace, resetScroll: false });
  const job = asked.sel ? parseJobKey(asked.sel) : null;
  return (
    <div className="page">
      <h1>Jobs</h1>
      <TabBar label="Jobs and dead letters">
        <Link to="/jobs" search={(old) => ({ project: old.project, repo: old.repo, tab: undefined })} activeOptions={tabMatch}>Jobs</Link>
        <Link to="/jobs" search={(old) => ({ project: old.project, repo: old.repo, tab: "dead-letters" })} activeOptions={tabMatch}>Dead letters</Link>
      </TabBar>
      {asked.tab === "dead-letters" ? (
        <DeadLetters />
      ) : (
        <div className="with-drawer">
          <div><JobsTable search={asked} onSearch={onSearch} /></div>
          {job && <JobDrawer service={job.service} id={job.id} onClose={() => onSearch({ sel: undefined }, true)} />}
        </div>
      )}
    </div>
  );
}
