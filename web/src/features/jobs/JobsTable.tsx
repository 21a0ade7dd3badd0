import { useMutation, useQueries, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { Square } from "lucide-react";
import { useMemo } from "react";
import type { JobView, Page } from "@/api/contract";
import { cancelJob, jobsQuery, services } from "@/api/jobs";
import { JobProgress } from "@/features/jobs/JobProgress";
import { isOpen, jobKey, mergeJobs } from "@/features/jobs/merge";
import { DataTable, type Column } from "@/ui/DataTable";
import { distinct, Facet } from "@/ui/FilterBar";
import { count } from "@/ui/format";
import { EmptyState, ProblemNotice } from "@/ui/Notice";
import { Status } from "@/ui/Status";
import { Ago } from "@/ui/time";
import "@/features/jobs/jobs.css";

export type JobsSearch = { status?: string; kind?: string; service?: string; sort?: string; sel?: string };

const merge = (answers: UseQueryResult<Page<JobView>>[]) => ({
  answers,
  known: answers.some((answer) => answer.data !== undefined),
  all: mergeJobs(answers.map((answer) => answer.data?.items ?? [])),
});

export function JobsTable({ search, onSearch }: { search: JobsSearch; onSearch: (change: Partial<JobsSearch>, replace?: boolean) => void }) {
  const { answers, known, all } = useQueries({ queries: services.map(jobsQuery), combine: merge });
  const cancel = useCancel();
  const rows = known ? all.filter((job) => (!search.status || job.status === search.status) && (!search.kind || job.kind === search.kind) && (!search.service || job.service === search.service)) : undefined;
  const { mutate, isPending } = cancel;
  const columns = useMemo<Column<JobView>[]>(
    () => [
      { id: "status", header: "Status", width: 150, sort: (job) => job.status, cell: (job) => <Status value={job.status} /> },
      { id: "title", header: "Job", sort: (job) => job.title, cell: (job) => <span className="main-cell" title={job.title}>{job.title}</span> },
      { id: "progress", header: "Progress", width: 280, priority: 2, cell: (job) => <JobProgress job={job} /> },
      { id: "errors", header: "Errors", width: 68, align: "end", sort: (job) => job.errorCount, cell: (job) => (job.errorCount ? <span data-tone="bad">{count(job.errorCount)}</span> : <span className="muted">0</span>) },
      { id: "service", header: "Service", width: 96, priority: 2, sort: (job) => job.service, cell: (job) => job.service },
      { id: "by", header: "By", width: 120, priority: 3, sort: (job) => job.createdBy, cell: (job) => job.createdBy },
      { id: "created", header: "Started", width: 100, align: "end", sort: (job) => job.createdAt, cell: (job) => <Ago at={job.createdAt} /> },
      {
        id: "cancel", header: "Stop", width: 92, priority: 2,
        cell: (job) => isOpen(job) && (
          <button type="button" className="button small" disabled={isPending} onClick={() => mutate(job)} aria-label={`Cancel ${job.title}`}>
            <Square className="icon small" aria-hidden /> Cancel
          </button>
        ),
      },
    ],
    [mutate, isPending],
  );
  return (
    <>
      {services.map((service, i) => answers[i]?.error && <ProblemNotice key={service} error={answers[i].error} doing={`The jobs of ${service} could not be listed`} retry={() => void answers[i]?.refetch()} />)}
      {cancel.error && <ProblemNotice error={cancel.error} doing="The job could not be cancelled" />}
      <DataTable
        name="jobs"
        label="Jobs"
        rows={rows}
        columns={columns}
        rowId={jobKey}
        sort={search.sort}
        onSort={(sort) => onSearch({ sort }, true)}
        selected={search.sel}
        onSelect={(sel) => onSearch({ sel }, true)}
        onOpen={(job) => onSearch({ sel: jobKey(job) }, true)}
        bar={
          <>
            <Facet label="Status" value={search.status} options={["queued", "running", "done", "done_with_errors", "failed", "cancelled"]} onChange={(status) => onSearch({ status })} />
            <Facet label="Kind" value={search.kind} options={distinct(all, (job) => job.kind)} onChange={(kind) => onSearch({ kind })} />
            <Facet label="Service" value={search.service} options={services} onChange={(service) => onSearch({ service })} />
          </>
        }
        empty={
          all.length > 0 ? (
            <EmptyState title="No job matches this filter.">
              <button type="button" className="button small" onClick={() => onSearch({ status: undefined, kind: undefined, service: undefined })}>Clear the filter</button>
            </EmptyState>
          ) : (
            <EmptyState title="Imports and other long work will be listed here while they run and after." commands={["./dev ctx import PATH"]} />
          )
        }
      />
    </>
  );
}

export function useCancel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (job: JobView) => cancelJob(job.service, job.id),
    onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }),
  });
}

