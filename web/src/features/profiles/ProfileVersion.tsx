import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { ProfileVersionView } from "@/api/contract";
import { createProfileVersion, profileDiffQuery } from "@/api/profiles";
import { groupsOf, shown, typedValue } from "@/features/profiles/fields";
import { describeProblem, ProblemNotice, Skeleton } from "@/ui/Notice";
import { Id } from "@/ui/Copy";
import { Ago } from "@/ui/time";

/** One version: who made it and why, what it differs in, its fields; each can be changed into a new version. */
export function ProfileVersion({ version, versions, against, onAgainst, onMade }: {
  version: ProfileVersionView;
  versions: number[];
  against: string | undefined;
  onAgainst: (against: string | undefined) => void;
  onMade: (name: string, version: number) => void;
}) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const changes = Object.fromEntries(Object.entries(typed).map(([path, text]) => [path, typedValue(text, version.fields[path])] as const).filter(([, value]) => value !== undefined));
  const choices = [...(version.base ? [version.base] : []), ...versions.filter((n) => n !== version.version).map((n) => `${version.name}@${n}`)].filter((name, i, all) => all.indexOf(name) === i);
  const id = useId();
  return (
    <section className="stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{version.name}@{version.version}</h2>
      <dl className="facts">
        <dt>Why</dt><dd>{version.reason}</dd>
        <dt>By</dt><dd>{version.author}{version.at && <>, <Ago at={version.at} /></>}</dd>
        {version.base && (<><dt>Made from</dt><dd><code>{version.base}</code></dd></>)}
        <dt>Hash</dt><dd><Id id={version.hash} what="hash of the settings" /></dd>
        <dt>Used by</dt><dd><Link to="/context" search={{ profile: `${version.name}@${version.version}` }}>compiles under it</Link>, <Link to="/context/playground" search={{ profile: `${version.name}@${version.version}` }}>try it in the playground</Link></dd>
      </dl>
      {choices.length > 0 && (
        <div className="field profile-against">
          <label htmlFor={`${id}-against`}>What differs from</label>
          <select id={`${id}-against`} className="input" value={against ?? ""} onChange={(event) => onAgainst(event.target.value || undefined)}>
            <option value="">choose a version</option>
            {choices.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        </div>
      )}
      {against && <Differences name={version.name} from={against} to={`${version.name}@${version.version}`} />}
      <NewVersion version={version} changes={changes} onMade={(name, made) => { setTyped({}); onMade(name, made); }} />
      <div className="profile-groups">
        {groupsOf(version.fields).map((group) => (
          <table key={group.name} className="profile-fields">
            <caption>{group.title}</caption>
            <tbody>
              {group.fields.map((field) => (
                <tr key={field.path} data-changed={field.path in changes || undefined}>
                  <th scope="row"><label htmlFor={`${id}-${field.path}`}>{field.name}</label></th>
                  <td><input id={`${id}-${field.path}`} className="input" aria-label={field.path} value={typed[field.path] ?? shown(version.fields[field.path])} onChange={(event) => setTyped({ ...typed, [field.path]: event.target.value })} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </section>
  );
}

function Differences({ name, from, to }: { name: string; from: string; to: string }) {
  const diff = useQuery(profileDiffQuery(name, from, to));
  if (diff.error) return <ProblemNotice error={diff.error} doing="The versions could not be compared" />;
  if (!diff.data) return <Skeleton lines={2} />;
  if (diff.data.changes.length === 0) return <p className="muted">They say the same.</p>;
  return (
    <div className="profile-diff">
      <table>
        <thead><tr><th scope="col">Field</th><th scope="col">{from}</th><th scope="col">{to}</th></tr></thead>
        <tbody>{diff.data.changes.map((change) => <tr key={change.path}><th scope="row"><code>{change.path}</code></th><td><del>{shown(change.from)}</del></td><td><ins>{shown(change.to)}</ins></td></tr>)}</tbody>
      </table>
    </div>
  );
}

function NewVersion({ version, changes, onMade }: { version: ProfileVersionView; changes: Record<string, unknown>; onMade: (name: string, version: number) => void }) {
  const client = useQueryClient();
  const id = useId();
  const [name, setName] = useState(version.builtIn ? "" : version.name);
  const [reason, setReason] = useState("");
  const create = useMutation({
    mutationFn: () => createProfileVersion({ name: name.trim(), reason: reason.trim(), base: `${version.name}@${version.version}`, changes }),
    onSuccess: async (made) => {
      setReason("");
      await client.invalidateQueries({ queryKey: ["profiles"] });
      onMade(made.name, made.version);
    },
  });
  const n = Object.keys(changes).length;
  if (n === 0) return <p className="muted">Versions never change. Type other values below to make a new one{version.builtIn ? " under a name of your own" : ""}.</p>;
  const field = create.error ? describeProblem(create.error).field : undefined;
  return (
    <form className="card profile-new" onSubmit={(event) => { event.preventDefault(); create.mutate(); }}>
      <p><strong>{n === 1 ? "One field changed" : `${n} fields changed`}:</strong> {Object.entries(changes).map(([path, value]) => `${path} = ${shown(value)}`).join(", ")}</p>
      <div className="row wrap">
        <div className="field">
          <label htmlFor={`${id}-name`}>Profile</label>
          <input id={`${id}-name`} className="input" required maxLength={64} placeholder="ours" autoComplete="off" aria-invalid={field === "name" || undefined} value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        <div className="field grow">
          <label htmlFor={`${id}-reason`}>Why</label>
          <input id={`${id}-reason`} className="input" required maxLength={1000} placeholder="Our memories are noisy." value={reason} onChange={(event) => setReason(event.target.value)} />
        </div>
        <button type="submit" className="button primary" disabled={create.isPending || name.trim() === "" || reason.trim() === ""}>{create.isPending ? "Making it…" : "Make a new version"}</button>
      </div>
      {create.error && <ProblemNotice error={create.error} doing={field ? `No version was made: ${field}` : "No version was made"} />}
    </form>
  );
}
