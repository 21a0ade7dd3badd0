import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ProfileSummary } from "@/api/contract";
import { defaultHistoryQuery, profilesQuery } from "@/api/profiles";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState, ProblemNotice } from "@/ui/Notice";
import { Status, Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";

const columns: Column<ProfileSummary>[] = [
  { id: "name", header: "Profile", sort: (p) => p.name, cell: (p) => <Link className="main-cell" to="/context/profiles/$name" params={{ name: p.name }}>{p.name}</Link> },
  { id: "default", header: "Default", width: 120, cell: (p) => (p.isDefault ? <Status value="active" word={`Default @${p.defaultVersion}`} /> : <span className="muted">–</span>) },
  { id: "versions", header: "Latest", width: 84, align: "end", sort: (p) => p.latestVersion, cell: (p) => `@${p.latestVersion}` },
  { id: "reason", header: "Why", width: 320, priority: 2, cell: (p) => <span title={p.reason}>{p.reason}</span> },
  { id: "author", header: "By", width: 170, priority: 2, sort: (p) => p.author, cell: (p) => (p.builtIn ? <Tag>built-in</Tag> : p.author) },
  { id: "at", header: "Made", width: 104, align: "end", sort: (p) => p.at, priority: 2, cell: (p) => (p.at ? <Ago at={p.at} /> : <span className="muted">with the build</span>) },
];

export function ProfilesTable({ sort, onSort, onOpen }: { sort?: string; onSort: (sort: string | undefined) => void; onOpen: (name: string) => void }) {
  const profiles = useQuery(profilesQuery);
  if (profiles.error) return <ProblemNotice error={profiles.error} doing="The profiles could not be listed" retry={() => void profiles.refetch()} />;
  return (
    <DataTable
      name="profiles"
      label="Profiles"
      rows={profiles.data?.items}
      columns={columns}
      rowId={(p) => p.name}
      sort={sort}
      onSort={onSort}
      onOpen={(p) => onOpen(p.name)}
      empty={<EmptyState title="There is no profile." />}
    />
  );
}

/** Which profile was the default when, and why. */
export function DefaultHistory() {
  const history = useQuery(defaultHistoryQuery);
  if (history.error) return <ProblemNotice error={history.error} doing="The choices of the default could not be listed" />;
  if (!history.data || history.data.items.length === 0) return <p className="muted">The default has never been changed: compiles that ask for no profile get the platform’s own.</p>;
  return (
    <ol className="stack tight">
      {history.data.items.map((change) => (
        <li key={change.at} className="row wrap"><code>{change.from}</code> → <code>{change.to}</code> <span className="grow">{change.reason}</span> <span className="muted">{change.author}, <Ago at={change.at} /></span></li>
      ))}
    </ol>
  );
}
