import { lazy, Suspense, useMemo, useState } from "react";
import { CopyButton } from "@/ui/Copy";
import { count, plural } from "@/ui/format";
import { Skeleton } from "@/ui/Notice";
import { commandOf, detectShape, diffLines, editAsDiff, fold, foldDiff, jsonTokens, prettyJson, stripAnsi, type DiffBlock } from "@/ui/payload";
import { Words } from "@/ui/Redacted";
import "@/ui/payload.css";

const Markdown = lazy(() => import("@/ui/Markdown"));

export type Highlight = { start: number; end: number };

type Props = {
  title: string;
  text: string;
  mediaType?: string;
  hint: "message" | "command" | "data";
  /** Characters to mark; the text is then shown as it was recorded. */
  highlight?: Highlight;
  aside?: React.ReactNode;
};

/** One recorded text in the form that reads best, with the recorded form one click away. */
export function Payload({ title, text, mediaType, hint, highlight, aside }: Props) {
  const [asked, setAsked] = useState<"shown" | "raw" | null>(null);
  const parsed = useMemo(() => parse(text, mediaType), [text, mediaType]);
  const command = hint === "command" && parsed !== undefined ? commandOf(parsed) : null;
  const edit = parsed !== undefined ? editAsDiff(parsed) : null;
  const shape = edit !== null ? "diff" : command !== null ? "command" : detectShape(text, mediaType, hint);
  const view = asked ?? (highlight ? "raw" : "shown");
  const lineCount = useMemo(() => countLines(text), [text]);
  return (
    <section className="payload" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <span className="muted payload-size">
          {plural(lineCount, "line")} · {count(text.length)} characters
        </span>
        <span className="grow" />
        {aside}
        <button type="button" className="button small quiet" aria-pressed={view === "raw"} onClick={() => setAsked(view === "raw" ? "shown" : "raw")}>
          Raw
        </button>
        <CopyButton text={text} label={`Copy ${title.toLowerCase()}`} />
      </header>
      {text === "" ? (
        <p className="payload-empty muted">Empty.</p>
      ) : view === "raw" ? (
        <Lines text={text} look="text" highlight={highlight} />
      ) : shape === "diff" ? (
        <PatchView patch={edit ?? text} />
      ) : shape === "json" ? (
        <Lines text={prettyJson(text)} look="json" />
      ) : shape === "markdown" ? (
        <Suspense fallback={<Skeleton />}>
          <FoldedMarkdown text={text} />
        </Suspense>
      ) : (
        <Lines text={command !== null ? command : stripAnsi(text)} look={shape === "command" ? "command" : shape === "terminal" ? "terminal" : "text"} />
      )}
    </section>
  );
}

function parse(text: string, mediaType: string | undefined): unknown {
  if (mediaType !== "application/json" && !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const countLines = (text: string) => (text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0));

/** A message of many pages shows its beginning; the rest is one click away. */
function FoldedMarkdown({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const limit = 6000;
  if (text.length <= limit * 1.2 || open) return <Markdown text={text} />;
  const cut = text.lastIndexOf("\n", limit);
  const shown = text.slice(0, cut > limit / 2 ? cut : limit);
  return (
    <>
      <Markdown text={shown} />
      <button type="button" className="fold" onClick={() => setOpen(true)}>
        Show {plural(countLines(text) - countLines(shown), "more line")}
      </button>
    </>
  );
}

type Look = "text" | "json" | "terminal" | "command";

function Lines({ text, look, highlight }: { text: string; look: Look; highlight?: Highlight }) {
  const [open, setOpen] = useState(false);
  const lines = useMemo(() => text.replace(/\n$/, "").split("\n"), [text]);
  if (highlight) {
    return (
      <Pre look={look}>
        <Words text={text.slice(0, highlight.start)} />
        <mark ref={(element) => element?.scrollIntoView({ block: "center" })}>
          <Words text={text.slice(highlight.start, highlight.end)} />
        </mark>
        <Words text={text.slice(highlight.end)} />
      </Pre>
    );
  }
  const folded = open ? { head: lines, hidden: [], tail: [] } : fold(lines);
  return (
    <>
      <Pre look={look}>
        <Block lines={folded.head} look={look} />
        {folded.hidden.length > 0 && (
          <>
            {"\n"}
            <button type="button" className="fold" onClick={() => setOpen(true)}>
              Show {plural(folded.hidden.length, "more line")}
            </button>
            <Block lines={folded.tail} look={look} />
          </>
        )}
      </Pre>
    </>
  );
}

function Pre({ look, children }: { look: Look; children: React.ReactNode }) {
  return (
    // Long lines scroll sideways, so the keyboard must reach the text.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className="lines" data-look={look} tabIndex={0}>
      {children}
    </pre>
  );
}

function Block({ lines, look }: { lines: string[]; look: Look }) {
  if (look === "json" && lines.length < 3000) {
    return lines.map((line, i) => (
      <span key={i}>
        {jsonTokens(line).map((token, j) => (
          <span key={j} className={token.kind === "plain" ? undefined : `json-${token.kind}`}>
            <Words text={token.text} />
          </span>
        ))}
        {i < lines.length - 1 ? "\n" : ""}
      </span>
    ));
  }
  return <Words text={lines.join("\n")} />;
}

export function PatchView({ patch }: { patch: string }) {
  const lines = useMemo(() => diffLines(patch), [patch]);
  const blocks = useMemo(() => foldDiff(lines), [lines]);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const added = lines.filter((line) => line.mark === "add").length;
  const removed = lines.filter((line) => line.mark === "del").length;
  return (
    <div className="patch">
      <p className="patch-sum">
        <span className="add">+{added} added</span> <span className="del">−{removed} removed</span>
      </p>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines scroll sideways */}
      <pre className="lines" data-look="diff" tabIndex={0}>
        {blocks.map((block, i) =>
          block.kind === "fold" && !opened.has(i) ? (
            <button key={i} type="button" className="fold" onClick={() => setOpened(new Set(opened).add(i))}>
              {plural(block.lines.length, "unchanged line")}
            </button>
          ) : (
            <PatchLines key={i} block={block} />
          ))}
      </pre>
    </div>
  );
}

function PatchLines({ block }: { block: DiffBlock }) {
  return block.lines.map((line, i) => (
    <span key={i} className={`patch-line ${line.mark}`}>
      {line.text === "" ? " " : <Words text={line.text} />}
      {"\n"}
    </span>
  ));
}
