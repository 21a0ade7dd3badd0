import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { memo, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import type { CompilePreview, CompileRequest } from "@/api/contract";
import { compileNow, previewQuery } from "@/api/compiles";
import { profilesQuery } from "@/api/profiles";
import { ReceiptView, type ReceiptSearch } from "@/features/context/ReceiptView";
import { Against } from "@/features/context/playground/Against";
import { Curve } from "@/features/context/playground/Curve";
import { asCurl, asDetail, draftOf, keepDraft, readDraft, requestOf, type Draft, type DraftItem } from "@/features/context/playground/draft";
import { ItemsEditor } from "@/features/context/playground/ItemsEditor";
import { RunWindow } from "@/features/context/playground/RunWindow";
import { CopyButton } from "@/ui/Copy";
import { count } from "@/ui/format";
import { describeProblem, EmptyState, ProblemNotice, Skeleton } from "@/ui/Notice";
import "@/features/context/playground/playground.css";

export type PlaygroundSearch = ReceiptSearch & { project?: string; repo?: string; budget?: number; profile?: string; against?: string; againstBudget?: number; run?: string; seq?: number };

const [least, most] = [50, 32_000];
// A slider moves in even factors, so that small budgets are as easy to hit as large ones.
const toSlider = (budget: number) => Math.round((Math.log(Math.min(most, Math.max(least, budget)) / least) / Math.log(most / least)) * 1000);
const fromSlider = (place: number) => Math.round((least * (most / least) ** (place / 1000)) / 10) * 10;

/** Tries a compile out: every change shows at once what the window would be, and nothing is kept until it is compiled. */
export function Playground({ search, onSearch }: { search: PlaygroundSearch; onSearch: (change: Partial<PlaygroundSearch>) => void }) {
  const base = useId();
  const [draft, setDraft] = useState<Draft>(readDraft);
  const [budget, setBudget] = useState(search.budget ?? 4000);
  const [full, setFull] = useState(false);
  const profiles = useQuery(profilesQuery);
  useEffect(() => {
    const timer = setTimeout(() => setFull(!keepDraft(draft)), 300);
    return () => clearTimeout(timer);
  }, [draft]);
  // The address follows once the slider rests.
  useEffect(() => {
    const timer = setTimeout(() => onSearch({ budget: budget === 4000 ? undefined : budget }), 400);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the address only follows the budget
  }, [budget]);

  const scope = useMemo(() => ({ project: search.project, repo: search.repo }), [search.project, search.repo]);
  const now = useMemo(() => requestOf(draft, budget, search.profile, scope), [draft, budget, search.profile, scope]);
  const request = useSettled(now, 40);
  const preview = useQuery(previewQuery(request));
  const compared = search.against !== undefined || search.againstBudget !== undefined;
  const other = useMemo(() => (request && compared ? { ...request, profile: search.against ?? request.profile, budget: search.againstBudget ?? request.budget } : null), [request, compared, search.against, search.againstBudget]);
  const second = useQuery(previewQuery(other));
  const changeItems = useCallback((items: DraftItem[]) => setDraft((before) => ({ ...before, items })), []);
  const problem = preview.error ? describeProblem(preview.error) : null;
  useMeasured(request, preview.data, preview.isPlaceholderData);

  return (
    <div className="play">
      <div className="play-form stack">
        <div className="field">
          <label htmlFor={`${base}-task`}>Task</label>
          <textarea id={`${base}-task`} className="input" rows={3} placeholder="What the window is for: fix the failing checkout test" value={draft.task} onChange={(event) => setDraft({ ...draft, task: event.target.value })} />
        </div>
        <div className="field">
          <label htmlFor={`${base}-budget`}>Budget in tokens</label>
          <div className="row">
            <input className="grow" type="range" min={0} max={1000} aria-label="Budget" aria-valuetext={`${count(budget)} tokens`} value={toSlider(budget)} onChange={(event) => setBudget(fromSlider(Number(event.target.value)))} />
            <input id={`${base}-budget`} className="input play-number" type="number" min={1} max={2_000_000} value={budget} aria-invalid={problem?.field === "budget" || undefined} onChange={(event) => setBudget(Math.max(1, Math.min(2_000_000, Math.round(Number(event.target.value)) || 1)))} />
          </div>
          {problem?.field === "budget" && <p className="hint" role="alert">{problem.title}</p>}
        </div>
        <div className="play-pair">
          <ProfileField label="Profile" none="the default" value={search.profile} names={profiles.data?.items.map((p) => p.name)} onChange={(profile) => onSearch({ profile })} />
          <ProfileField label="Compare with profile" none="none" value={search.against} names={profiles.data?.items.map((p) => p.name)} onChange={(against) => onSearch({ against })} />
          <div className="field">
            <label htmlFor={`${base}-against`}>Compare with budget</label>
            <input id={`${base}-against`} className="input" type="number" min={1} max={2_000_000} placeholder="the same" value={search.againstBudget ?? ""} onChange={(event) => onSearch({ againstBudget: event.target.value === "" ? undefined : Math.max(1, Math.min(2_000_000, Number(event.target.value))) })} />
          </div>
        </div>
        <label className="row"><input type="checkbox" checked={draft.memory} onChange={(event) => setDraft({ ...draft, memory: event.target.checked })} /> Let memory add what it knows{search.repo ? ` about ${search.repo}` : ""}</label>
        <RunWindow
          key={`${search.run}:${search.seq}`}
          run={search.run}
          seq={search.seq}
          onAsk={(run, seq) => onSearch({ run, seq })}
          onLoaded={(window) => {
            // Its items are of its project and repository, and stand in no window of another.
            onSearch({ project: window.scope.project ?? undefined, repo: window.scope.repo ?? undefined });
            // Reloaded, what was changed since stays.
            if (taken(search, draft)) return;
            setDraft(draftOf(window));
            setBudget(Math.max(200, Math.floor(window.tokens / 2)));
          }}
        />
        <Items items={draft.items} onChange={changeItems} />
        {full && <p className="notice" data-tone="wait" role="status">These items are more than the browser keeps; they are gone when this page is reloaded.</p>}
        {request && <Actions request={request} />}
      </div>
      <div className="play-result stack">
        {!now && (
          <EmptyState title={draft.task.trim() === "" ? "Say what the window is for." : "There is nothing to choose from."}>
            {draft.task.trim() === "" ? "With a task, this shows at once which items and memories would stand in the window, and why." : "Paste a text, drop files, or let memory add what it knows."}
          </EmptyState>
        )}
        {now && preview.error && <ProblemNotice error={preview.error} doing="This cannot be compiled" retry={() => void preview.refetch()} />}
        {now && !preview.data && !preview.error && <Skeleton lines={10} height={20} />}
        {now && request && preview.data && !preview.error && (
          <>
            {preview.data.warning && <p className="notice" data-tone="wait" role="status">{preview.data.warning}</p>}
            <Curve receipt={preview.data.receipt} />
            {compared && second.error && <ProblemNotice error={second.error} doing="The other window cannot be compiled" />}
            {compared && second.data && other && (
              <Against first={preview.data} second={second.data} firstName={nameOf(preview.data)} secondName={nameOf(second.data)} texts={asDetail(preview.data, request).itemTexts} />
            )}
            <Result preview={preview.data} request={request} search={search} onSearch={onSearch} />
          </>
        )}
      </div>
    </div>
  );
}

/** A move of the budget changes none of the items, and there may be hundreds. */
const Items = memo(ItemsEditor);

/** Whether the items are already those of the run in the address. */
const taken = (search: PlaygroundSearch, draft: Draft) => draft.window === `${search.run}:${search.seq}`;

const nameOf = (preview: CompilePreview) => `${preview.receipt.profile.name}@${preview.receipt.profile.version} in ${count(preview.budget)}`;

const Result = memo(function Result({ preview, request, search, onSearch }: { preview: CompilePreview; request: CompileRequest; search: PlaygroundSearch; onSearch: (change: Partial<PlaygroundSearch>) => void }) {
  const detail = useMemo(() => asDetail(preview, request), [preview, request]);
  return <ReceiptView compile={detail} search={search} onSearch={onSearch} preview />;
}, (before, after) => before.preview === after.preview && before.search === after.search);

function ProfileField({ label, none, value, names, onChange }: { label: string; none: string; value: string | undefined; names: string[] | undefined; onChange: (value: string | undefined) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">{none}</option>
        {value && !names?.includes(value) && <option value={value}>{value}</option>}
        {names?.map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
    </div>
  );
}

const Actions = memo(function Actions({ request }: { request: CompileRequest }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const compile = useMutation({
    mutationFn: () => compileNow(request),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ["compiles"] });
      await navigate({ to: "/context/$id", params: { id: made.id } });
    },
  });
  return (
    <div className="stack tight">
      <div className="row wrap">
        <button type="button" className="button primary" disabled={compile.isPending} onClick={() => compile.mutate()}>{compile.isPending ? "Compiling…" : "Compile and keep the receipt"}</button>
        <CopyButton text={() => asCurl(request, window.location.origin)} label="Copy as curl" words />
        <CopyButton text={() => JSON.stringify(request, null, 2)} label="Copy as JSON" words />
      </div>
      {compile.error && <ProblemNotice error={compile.error} doing="It was not compiled" />}
    </div>
  );
});

/** A single change at once; of changes in quick succession, the last one once it has rested. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  const changed = useRef(0);
  useEffect(() => {
    const now = performance.now();
    const wait = now - changed.current > ms * 2 ? 0 : ms;
    changed.current = now;
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** Marks how long an answer took from the request to the painted window, for the bench of the dashboard (User Timing). */
function useMeasured(request: CompileRequest | null, data: CompilePreview | undefined, isOld: boolean) {
  const asked = useRef<CompileRequest | null>(null);
  useEffect(() => {
    asked.current = request;
    performance.mark("playground-asked");
  }, [request]);
  useEffect(() => {
    if (!data || isOld || asked.current === null) return;
    asked.current = null;
    // The first frame's callback runs before that frame is painted, the second one's after.
    requestAnimationFrame(() => requestAnimationFrame(() => performance.measure("playground-answered", "playground-asked")));
  }, [data, isOld]);
}
