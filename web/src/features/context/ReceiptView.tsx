import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { CompileDetail, ReceiptEntry } from "@/api/contract";
import { whyQuery } from "@/api/compiles";
import { BudgetBar } from "@/features/context/BudgetBar";
import { Packing } from "@/features/context/Packing";
import { Rows } from "@/features/context/Rows";
import { anthropicOf, excludedByReason, findEntries, included, itemTitle, kindWord, linkItems, meaningWords, reasonWords, variantWords, type WindowForm, windowForms } from "@/features/context/receipt";
import { Parts, SparkParts } from "@/ui/Bars";
import { CopyButton, Id } from "@/ui/Copy";
import { count, plural, words } from "@/ui/format";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { Status, Tag } from "@/ui/Status";
import { Ago } from "@/ui/time";
import "@/features/context/receipt.css";

export type ReceiptSearch = { item?: string; why?: string; form?: WindowForm };

const formNames: Record<WindowForm, string> = { markdown: "Text", messages: "OpenAI", anthropic: "Anthropic" };

/** A receipt with its window; of a preview, nothing is kept that could be asked or vouched for. */
export function ReceiptView({ compile, search, onSearch, preview = false }: { compile: CompileDetail; search: ReceiptSearch; onSearch: (change: Partial<ReceiptSearch>) => void; preview?: boolean }) {
  const [hovered, setHovered] = useState<string | null>(null);
  const receipt = compile.receipt;
  const inside = useMemo(() => included(receipt), [receipt]);
  const groups = useMemo(() => excludedByReason(receipt), [receipt]);
  const lit = hovered ?? search.item ?? null;
  const pick = (item: string) => onSearch({ item: item === search.item ? undefined : item });
  const row = (entry: ReceiptEntry) => (
    <EntryRow key={entry.itemId} compile={compile} entry={entry} open={search.item === entry.itemId} lit={lit === entry.itemId} onHover={setHovered} onPick={pick} />
  );
  return (
    <>
      <BudgetBar lanes={receipt.lanes} budget={receipt.budget} used={receipt.usedTokens} />
      {receipt.packing && <Packing packing={receipt.packing} />}
      {receipt.semantic && <p className="muted">{meaningWords(receipt.semantic)}</p>}
      <MemoryLine compile={compile} />
      {!preview && <WhyBox compile={compile} search={search} onSearch={onSearch} />}
      <div className="receipt-columns">
        <div className="stack">
          <section aria-labelledby="included-title">
            <h2 id="included-title">Included <span className="count">{inside.length}</span></h2>
            <p className="muted">In the order they stand in the window.</p>
            <Rows as="ol" entries={inside} row={row} shown={search.item} />
          </section>
          <section aria-labelledby="excluded-title" className="stack tight">
            <h2 id="excluded-title">Left out <span className="count">{receipt.entries.length - inside.length}</span></h2>
            {groups.length === 0 && <p className="muted">Every candidate made it into the window.</p>}
            {groups.map((group) => (
              <details key={group.reason} className="reason" open={groups.length < 4 || group.entries.some((entry) => entry.itemId === search.item) || undefined}>
                <summary><ChevronRight className="icon small" aria-hidden /> {reasonWords[group.reason]} <span className="count">{group.entries.length}</span> <code className="muted">{group.reason}</code></summary>
                <Rows as="ul" entries={group.entries} row={row} shown={search.item} />
              </details>
            ))}
            <Filtered compile={compile} />
          </section>
          {!preview && <Fingerprint compile={compile} />}
        </div>
        <Window compile={compile} lit={lit} onHover={setHovered} onPick={pick} search={search} onSearch={onSearch} />
      </div>
    </>
  );
}

function EntryRow({ compile, entry, open, lit, onHover, onPick }: { compile: CompileDetail; entry: ReceiptEntry; open: boolean; lit: boolean; onHover: (id: string | null) => void; onPick: (id: string) => void }) {
  return (
    <li className="entry" data-lit={lit || undefined} onMouseEnter={() => onHover(entry.itemId)} onMouseLeave={() => onHover(null)}>
      <button type="button" className="entry-line" aria-expanded={open} onClick={() => onPick(entry.itemId)} onFocus={() => onHover(entry.itemId)} onBlur={() => onHover(null)}>
        {entry.position != null && <span className="entry-place">{entry.position + 1}</span>}
        <Tag>{kindWord(entry.kind)}</Tag>
        <span className="truncate grow">{itemTitle(entry, compile.itemTexts)}</span>
        <SparkParts parts={entry.parts} />
        <span className="entry-score">{entry.score.toFixed(2)}</span>
        <span className="entry-tokens">{count(entry.tokens)} <span className="muted">tokens</span></span>
      </button>
      {open && <EntryDetail compile={compile} entry={entry} />}
    </li>
  );
}

function EntryDetail({ compile, entry }: { compile: CompileDetail; entry: ReceiptEntry }) {
  return (
    <div className="entry-detail">
      <p>{entry.detail}</p>
      <dl className="facts">
        <dt>Decision</dt>
        <dd><Status value={entry.position != null ? "included" : "unknown"} word={reasonWords[entry.decision]} /> <code className="muted">{entry.decision}</code></dd>
        <dt>Lane</dt>
        <dd>{words(entry.lane)}</dd>
        <dt>Source</dt>
        <dd>{entry.kind === "memory" ? <Link to="/memories/$id" params={{ id: entry.itemId }}>{entry.sourceUri}</Link> : <code>{entry.sourceUri}</code>}</dd>
        <dt>Item</dt>
        <dd><Id id={entry.itemId} what="item id" /></dd>
        {entry.duplicateOf && (<><dt>Stands for it</dt><dd><Id id={entry.duplicateOf} what="item id" /></dd></>)}
        {entry.variant !== undefined && entry.variant !== "raw" && (<><dt>Stands as</dt><dd>{variantWords[entry.variant]}</dd></>)}
        {entry.standsFor != null && entry.standsFor.length > 0 && (<><dt>Stands also for</dt><dd>{entry.standsFor.map((twin) => <code key={twin.itemId} title={twin.sourceUri}>{twin.itemId} </code>)}</dd></>)}
        {entry.rules != null && entry.rules.length > 0 && (<><dt>Policy rules</dt><dd>{entry.rules.join(", ")}</dd></>)}
        {compile.itemKeywords[entry.itemId] && (<><dt>Also found by</dt><dd className="entry-keywords">{compile.itemKeywords[entry.itemId]}</dd></>)}
        {entry.textHash && (<><dt>Text hash</dt><dd><Id id={entry.textHash} what="text hash" /></dd></>)}
      </dl>
      {Object.keys(entry.parts).length > 0 && <Parts parts={entry.parts} label="Parts of the score" />}
      {entry.position == null && compile.itemTexts[entry.itemId] && <blockquote className="quote entry-text">{compile.itemTexts[entry.itemId]}</blockquote>}
    </div>
  );
}

/** One box for "why is this in" and "why is that not in": finds the candidate by id or words and gives the compiler's own answer. */
function WhyBox({ compile, search, onSearch }: { compile: CompileDetail; search: ReceiptSearch; onSearch: (change: Partial<ReceiptSearch>) => void }) {
  const [typed, setTyped] = useState(search.why ?? "");
  const asked = search.why?.trim() ?? "";
  const found = useMemo(() => findEntries(compile.receipt.entries, compile.itemTexts, asked), [compile, asked]);
  return (
    <section className="why" aria-label="Why or why not">
      <form
        className="row"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          onSearch({ why: typed.trim() || undefined });
        }}
      >
        <input className="input" type="search" aria-label="Why, or why not?" placeholder="Why, or why not? Words of an item, or its id" value={typed} onChange={(event) => setTyped(event.target.value)} />
        <button type="submit" className="button">Ask</button>
      </form>
      {asked && (
        <div className="why-answers" role="status">
          {found.length === 0 && <WhyAnswer compileId={compile.id} item={asked} />}
          {found.slice(0, 5).map((entry) => <WhyAnswer key={entry.itemId} compileId={compile.id} item={entry.itemId} title={itemTitle(entry, compile.itemTexts)} />)}
          {found.length > 5 && <p className="muted">{plural(found.length - 5, "more candidate")} match; add a word to narrow it.</p>}
        </div>
      )}
    </section>
  );
}

function WhyAnswer({ compileId, item, title }: { compileId: string; item: string; title?: string }) {
  const why = useQuery(whyQuery(compileId, item));
  if (why.error) return <ProblemNotice error={why.error} doing={`“${item}”`} />;
  if (!why.data) return <Skeleton lines={1} />;
  return (
    <div className="why-answer">
      <Status value={why.data.decision === "included" ? "included" : "unknown"} word={why.data.decision === "included" ? "In" : "Not in"} pill />
      <div className="grow">
        {title && <p className="truncate"><strong>{title}</strong></p>}
        <p>{why.data.answer}</p>
      </div>
    </div>
  );
}

const availability = {
  used: { status: "succeeded", word: "Memory was asked" },
  disabled: { status: "aborted", word: "Memory was switched off" },
  unavailable: { status: "infra_error", word: "Memory did not answer; the window was compiled without it" },
} as const;

function MemoryLine({ compile }: { compile: CompileDetail }) {
  const memory = compile.receipt.memory;
  const look = availability[memory.availability];
  return (
    <p className="row wrap memory-line">
      <Status value={look.status} word={look.word} />
      {memory.asOf != null && <span className="muted">as of change {count(memory.asOf)}</span>}
      {compile.receipt.disabledRules.length > 0 && <Tag tone="wait">what-if without {compile.receipt.disabledRules.join(", ")}</Tag>}
    </p>
  );
}

function Filtered({ compile }: { compile: CompileDetail }) {
  const entries = Object.entries(compile.receipt.memory.filtered).filter(([, n]) => n > 0);
  if (entries.length === 0) return null;
  return <p className="muted">Before anything was scored, retrieval also left out {entries.map(([reason, n]) => `${count(n)} (${words(reason)})`).join(", ")}.</p>;
}

function Fingerprint({ compile }: { compile: CompileDetail }) {
  const receipt = compile.receipt;
  return (
    <section className="card" aria-labelledby="fingerprint-title">
      <header><h2 id="fingerprint-title">What this receipt vouches for</h2></header>
      <dl className="facts body">
        <dt>Receipt</dt><dd><Id id={compile.receiptHash} what="receipt hash" /></dd>
        <dt>Inputs</dt><dd><Id id={receipt.inputsHash} what="inputs hash" /></dd>
        <dt>Output</dt><dd><Id id={receipt.outputHash} what="output hash" /></dd>
        <dt>Profile</dt><dd><Link to="/context/profiles/$name" params={{ name: receipt.profile.name }} search={{ version: receipt.profile.version }}>{receipt.profile.name}@{receipt.profile.version}</Link></dd>
        <dt>Compiler</dt><dd>{receipt.compilerVersion}</dd>
        <dt>Tokens counted by</dt><dd>{receipt.tokenizer}</dd>
        <dt>Policy envelopes</dt><dd>{receipt.envelopes.map((each) => `${each.name} version ${each.version}`).join(", ") || "none"}</dd>
        <dt>Platform build</dt><dd>{receipt.buildVersion}</dd>
        <dt>Compiled</dt><dd><Ago at={receipt.at} /></dd>
      </dl>
    </section>
  );
}

function Window({ compile, lit, onHover, onPick, search, onSearch }: { compile: CompileDetail; lit: string | null; onHover: (id: string | null) => void; onPick: (id: string) => void; search: ReceiptSearch; onSearch: (change: Partial<ReceiptSearch>) => void }) {
  const order = useMemo(() => included(compile.receipt).map((entry) => entry.itemId), [compile]);
  const spans = useMemo(() => linkItems(compile.markdown, order, compile.itemTexts), [compile, order]);
  const frame = useRef<HTMLDivElement>(null);
  const form = search.form ?? "markdown";
  const place = new Map(order.map((id, i) => [id, i + 1]));
  const anthropic = form === "anthropic" ? anthropicOf(compile.messages) : null;
  const shown = anthropic ? [...(anthropic.system ? [{ role: "system", content: anthropic.system }] : []), ...anthropic.messages] : compile.messages;

  useEffect(() => {
    if (search.item) frame.current?.querySelector(`[data-item="${CSS.escape(search.item)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [search.item]);

  return (
    <section className="window card" aria-labelledby="window-title">
      <header>
        <h2 id="window-title">The window</h2>
        <span className="row">
          {windowForms.map((each) => (
            <button key={each} type="button" className="button small" aria-pressed={form === each} onClick={() => onSearch({ form: each === "markdown" ? undefined : each })}>{formNames[each]}</button>
          ))}
          <CopyButton text={() => (form === "markdown" ? compile.markdown : JSON.stringify(form === "messages" ? { messages: compile.messages } : anthropicOf(compile.messages), null, 2))} label={form === "markdown" ? "Copy the window" : `Copy as ${formNames[form]} takes it`} />
        </span>
      </header>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the text scrolls, so the keyboard must reach it */}
      <div ref={frame} className="window-text" tabIndex={0} role="region" aria-label="Rendered window">
        {form === "markdown" ? (
          spans.map((span, i) =>
            span.itemId === null ? (
              <span key={i} className="window-between">{span.text}</span>
            ) : (
              // The list beside holds the same items as buttons; the text only answers the mouse.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
              <span
                key={i}
                className="window-item"
                data-item={span.itemId}
                data-lit={span.itemId === lit || undefined}
                title={`Item ${place.get(span.itemId)}`}
                onMouseEnter={() => onHover(span.itemId)}
                onMouseLeave={() => onHover(null)}
                onClick={() => onPick(span.itemId!)}
              >
                {span.text}
              </span>
            ))
        ) : (
          shown.map((message, i) => (
            <article key={i} className="window-message">
              <h3>{message.role}</h3>
              <p>{message.content}</p>
            </article>
          ))
        )}
      </div>
    </section>
  );
}
