import type { CompilePreview, ReceiptEntry } from "@/api/contract";
import { compareWindows } from "@/features/context/playground/draft";
import { itemTitle } from "@/features/context/receipt";
import { count, plural } from "@/ui/format";

/** Two windows of the same items side by side: what the second takes in, and what it leaves out. */
export function Against({ first, second, firstName, secondName, texts }: { first: CompilePreview; second: CompilePreview; firstName: string; secondName: string; texts: Record<string, string> }) {
  const diff = compareWindows(first.receipt.entries, second.receipt.entries);
  return (
    <section className="card" aria-labelledby="against-title">
      <header><h2 id="against-title">{firstName} against {secondName}</h2><span className="muted">{plural(diff.stays, "item")} in both; {count(first.usedTokens)} against {count(second.usedTokens)} tokens</span></header>
      <div className="body against">
        <Column title={`Only in ${firstName}`} entries={diff.leaves} texts={texts} mark="dropped" />
        <Column title={`Only in ${secondName}`} entries={diff.enters} texts={texts} mark="added" />
      </div>
    </section>
  );
}

function Column({ title, entries, texts, mark }: { title: string; entries: ReceiptEntry[]; texts: Record<string, string>; mark: "added" | "dropped" }) {
  return (
    <div>
      <h3>{title} <span className="count">{entries.length}</span></h3>
      {entries.length === 0 ? <p className="muted">Nothing.</p> : (
        <ul>
          {entries.slice(0, 100).map((entry) => (
            <li key={entry.itemId} className="row against-item" data-mark={mark}>
              <span className="truncate grow">{itemTitle(entry, texts)}</span>
              <span className="muted nowrap">{entry.score.toFixed(2)} · {count(entry.tokens)} tokens</span>
            </li>
          ))}
          {entries.length > 100 && <li className="muted">and {count(entries.length - 100)} more</li>}
        </ul>
      )}
    </div>
  );
}
