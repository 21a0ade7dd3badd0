import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useId, useState } from "react";
import type { KeyCreated, KeyView, Role } from "@/api/contract";
import { createKey, keysQuery, revokeKey } from "@/api/session";
import { Confirm } from "@/ui/Confirm";
import { CopyButton } from "@/ui/Copy";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState, ProblemNotice } from "@/ui/Notice";
import { Status, Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";
import "@/features/settings/keys.css";

const standing = (key: KeyView, now: number) => (key.revokedAt ? "revoked" : key.expiresAt && Date.parse(key.expiresAt) <= now ? "expired" : "active");

export function Keys() {
  const keys = useQuery(keysQuery);
  const client = useQueryClient();
  const [revoking, setRevoking] = useState<KeyView | null>(null);
  const now = keys.dataUpdatedAt;
  const columns: Column<KeyView>[] = [
    { id: "name", header: "Name", sort: (key) => key.name, cell: (key) => <span className="main-cell">{key.name}</span> },
    { id: "state", header: "State", width: 110, cell: (key) => { const s = standing(key, now); return <Status value={s === "revoked" ? "cancelled" : s} word={s === "revoked" ? "Revoked" : undefined} />; } },
    { id: "role", header: "Role", width: 90, priority: 2, cell: (key) => <Tag>{key.role}</Tag> },
    { id: "prefix", header: "Begins with", width: 120, priority: 2, cell: (key) => <code>{key.prefix}…</code> },
    { id: "created", header: "Made", width: 110, priority: 2, cell: (key) => <Ago at={key.createdAt} /> },
    { id: "used", header: "Last used", width: 110, priority: 2, cell: (key) => (key.lastUsedAt ? <Ago at={key.lastUsedAt} /> : <span className="muted">never</span>) },
    { id: "expires", header: "Expires", width: 110, priority: 2, cell: (key) => (key.expiresAt ? <Ago at={key.expiresAt} /> : <span className="muted">never</span>) },
    { id: "revoke", header: "Revoke", width: 92, cell: (key) => !key.revokedAt && <button type="button" className="button small danger" aria-label={`Revoke ${key.name}`} onClick={() => setRevoking(key)}>Revoke</button> },
  ];
  return (
    <section className="stack" aria-labelledby="keys-title">
      <h2 id="keys-title">API keys</h2>
      <p className="soft">Agents, the command line and CI sign in with a key: <code>X-Api-Key: ctx_…</code>. A key is shown once, when it is made; only its hash is kept.</p>
      <NewKey />
      {keys.error ? (
        <ProblemNotice error={keys.error} doing="The keys could not be listed" retry={() => void keys.refetch()} />
      ) : (
        <DataTable
          name="keys"
          label="API keys"
          rows={keys.data?.items}
          columns={columns}
          rowId={(key) => key.id}
          empty={<EmptyState title="No key has been made yet." commands={["./dev ctx keys create NAME --role member"]}>Make one above, or from the command line.</EmptyState>}
        />
      )}
      {revoking && (
        <Confirm
          title={`Revoke the key “${revoking.name}”?`}
          verb={`Revoke ${revoking.name}`}
          onConfirm={async () => {
            await revokeKey(revoking.id);
            await client.invalidateQueries({ queryKey: ["keys"] });
          }}
          onClose={() => setRevoking(null)}
        >
          <p>Whoever uses <code>{revoking.prefix}…</code> is refused from then on. This cannot be undone; a new key can be made at any time.</p>
        </Confirm>
      )}
    </section>
  );
}

const roles: { id: Role; may: string }[] = [
  { id: "viewer", may: "read everything" },
  { id: "member", may: "record runs, import, compile" },
  { id: "admin", may: "decide on memories, manage keys and jobs" },
  { id: "owner", may: "everything" },
];

function NewKey() {
  const client = useQueryClient();
  const base = useId();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [days, setDays] = useState("90");
  const [made, setMade] = useState<KeyCreated | null>(null);
  const create = useMutation({
    mutationFn: () => createKey({ name: name.trim(), role, expiresInDays: days === "" ? undefined : Number(days) }),
    onSuccess: (key) => {
      setMade(key);
      setName("");
      return client.invalidateQueries({ queryKey: ["keys"] });
    },
  });
  return (
    <>
      <form
        className="card key-form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <div className="field grow">
          <label htmlFor={`${base}-name`}>Name</label>
          <input id={`${base}-name`} className="input" required maxLength={100} placeholder="ci" autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        <div className="field">
          <label htmlFor={`${base}-role`}>Role</label>
          <select id={`${base}-role`} className="input" value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {roles.map((each) => <option key={each.id} value={each.id}>{each.id}: may {each.may}</option>)}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${base}-days`}>Expires after</label>
          <select id={`${base}-days`} className="input" value={days} onChange={(event) => setDays(event.target.value)}>
            <option value="7">7 days</option>
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="365">a year</option>
            <option value="">never</option>
          </select>
        </div>
        <button type="submit" className="button primary" disabled={create.isPending || name.trim() === ""}><KeyRound className="icon small" aria-hidden /> {create.isPending ? "Creating…" : "Create key"}</button>
      </form>
      {create.error && <ProblemNotice error={create.error} doing="The key was not made" />}
      {made && (
        <div className="notice key-made" role="status" data-tone="ok">
          <div className="grow">
            <p className="notice-title">Key “{made.key.name}” is made. Copy it now; it is not shown again.</p>
            <p className="row"><code className="key-secret">{made.secret}</code><CopyButton text={made.secret} label="Copy the key" /></p>
          </div>
          <button type="button" className="button small" onClick={() => setMade(null)}>I have copied it</button>
        </div>
      )}
    </>
  );
}
