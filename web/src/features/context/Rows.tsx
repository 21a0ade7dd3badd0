import { Fragment, useState } from "react";
import type { ReceiptEntry } from "@/api/contract";
import { count } from "@/ui/format";

const first = 30;

/** Entries, the first of them at once and more when asked for: a window of many hundred items is drawn while a slider moves. The entry that the address names is always among them. */
export function Rows({ as: List, entries, row, shown }: { as: "ol" | "ul"; entries: ReceiptEntry[]; row: (entry: ReceiptEntry) => React.ReactNode; shown: string | undefined }) {
  const [limit, setLimit] = useState(first);
  const named = shown === undefined ? -1 : entries.findIndex((entry) => entry.itemId === shown);
  const rest = entries.length - limit;
  return (
    <>
      <List className="entries">
        {entries.slice(0, limit).map((entry) => <Fragment key={entry.itemId}>{row(entry)}</Fragment>)}
        {named >= limit && row(entries[named]!)}
      </List>
      {rest > 0 && <button type="button" className="button small quiet" onClick={() => setLimit(limit + 200)}>Show {count(Math.min(200, rest))} more of {count(rest)}</button>}
    </>
  );
}
