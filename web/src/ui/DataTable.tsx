import { getCoreRowModel, getSortedRowModel, useReactTable, type ColumnDef, type SortingState } from "@tanstack/react-table";
import { ArrowDown, ArrowUp, Columns3, Rows3 } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { Button, Checkbox, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { plural } from "@/ui/format";
import { moveCursor, useKeys } from "@/ui/keyboard";
import { useWidth } from "@/ui/media";
import { Skeleton } from "@/ui/Notice";
import { usePreference } from "@/ui/preference";
import "@/ui/table.css";

export type Column<T> = {
  id: string;
  header: string;
  cell: (row: T) => React.ReactNode;
  /** Pixels; the one column without a width takes what is left. */
  width?: number;
  align?: "end";
  /** Makes the column sortable: rows are ordered by this value among those loaded. */
  sort?: (row: T) => string | number | null | undefined;
  /** Shown at all widths (1), not on a phone (2), or only when chosen (3). */
  priority?: 1 | 2 | 3;
};

type Props<T> = {
  /** Names the table for its reader and for its stored column choice. */
  name: string;
  label: string;
  rows: T[] | undefined;
  columns: Column<T>[];
  rowId: (row: T) => string;
  sort?: string;
  onSort?: (sort: string | undefined) => void;
  selected?: string;
  onSelect?: (id: string | undefined) => void;
  onOpen?: (row: T) => void;
  /** Single keys that act on the row with the cursor. */
  rowKeys?: Record<string, (row: T) => void>;
  checked?: ReadonlySet<string>;
  onCheck?: (ids: ReadonlySet<string>) => void;
  hasMore?: boolean;
  loadingMore?: boolean;
  onMore?: () => void;
  empty: React.ReactNode;
  bar?: React.ReactNode;
};

// The row a person last stood on, per table, so that coming back lands there.
const lastRow = new Map<string, string>();

export const parseSort = (text: string | undefined): SortingState => (text ? [{ id: text.replace(/^-/, ""), desc: text.startsWith("-") }] : []);

export function DataTable<T>(props: Props<T>) {
  const { name, rows, columns, rowId, selected, onSelect, onOpen, checked, onCheck } = props;
  const [room, attach] = useWidth();
  const [hidden, setHidden] = usePreference<Record<string, boolean>>(`table.${name}.hidden`, Object.fromEntries(columns.filter((c) => c.priority === 3).map((c) => [c.id, true])));
  const [sizes, setSizes] = usePreference<Record<string, number>>(`table.${name}.sizes`, {});
  const [density, setDensity] = usePreference<string>("density", "comfortable");
  const fitting = useMemo(() => fit(columns.filter((c) => !hidden[c.id]), sizes, room - (onCheck ? 36 : 0)), [columns, hidden, sizes, room, onCheck]);
  const body = useRef<HTMLTableSectionElement>(null);

  const definitions = useMemo<ColumnDef<T>[]>(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.header,
        accessorFn: (row: T) => column.sort?.(row) ?? undefined,
        enableSorting: column.sort !== undefined,
        sortUndefined: "last",
        sortingFn: (a, b, id) => compare(a.getValue(id), b.getValue(id)),
        size: column.width ?? 240,
        minSize: 48,
      })),
    [columns],
  );
  const sorting = useMemo(() => parseSort(props.sort), [props.sort]);
  const table = useReactTable({
    data: rows ?? (noRows as T[]),
    columns: definitions,
    getRowId: rowId,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
    columnResizeMode: "onChange",
    // There are no pages here, and resetting the page after each new order would paint without end.
    autoResetPageIndex: false,
    state: {
      sorting,
      columnVisibility: Object.fromEntries(columns.map((c) => [c.id, fitting.has(c.id)])),
      columnSizing: sizes,
    },
    onColumnSizingChange: (update) => setSizes(typeof update === "function" ? update(sizes) : update),
  });
  const ordered = table.getRowModel().rows;
  const byId = new Map(columns.map((column) => [column.id, column]));
  const visible = table.getVisibleLeafColumns();

  const rowElements = () => Array.from(body.current?.querySelectorAll<HTMLTableRowElement>("tr[data-row]") ?? []);
  const cursor = () => rowElements().findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const focusRow = (index: number) => {
    const row = ordered[index];
    if (!row) return;
    rowElements()[index]?.focus();
    rowElements()[index]?.scrollIntoView({ block: "nearest" });
    lastRow.set(name, row.id);
    if (selected !== undefined && onSelect) onSelect(row.id);
  };

  useKeys((key, event) => {
    if (ordered.length === 0) return false;
    const here = cursor();
    // Arrows and the other scrolling keys keep their own meaning until a row has the focus.
    if (here < 0 && key !== "j" && key !== "k") {
      if (key === "Escape" && selected !== undefined && onSelect) {
        onSelect(undefined);
        return true;
      }
      return false;
    }
    const remembered = here < 0 ? ordered.findIndex((row) => row.id === (selected ?? lastRow.get(name))) : here;
    const next = here < 0 && remembered >= 0 ? remembered : moveCursor(key, here, ordered.length);
    if (next !== null) {
      focusRow(next);
      return true;
    }
    const row = ordered[here];
    if (!row) return false;
    const onControl = event.target instanceof Element && event.target.closest("a, button, input, label") !== null;
    if (onControl && (key === "Enter" || key === " ")) return false;
    if (key === "Enter" && onOpen) { onOpen(row.original); return true; }
    if (key === " " && onSelect) { onSelect(selected === row.id ? undefined : row.id); return true; }
    if (key === "s" && onCheck && checked) { onCheck(toggle(checked, row.id)); return true; }
    if (key === "Escape" && selected !== undefined && onSelect) { onSelect(undefined); return true; }
    const act = props.rowKeys?.[key];
    if (act) { act(row.original); return true; }
    return false;
  });

  useEffect(() => {
    const from = lastRow.get(name);
    return () => {
      if (from === undefined) lastRow.delete(name);
    };
  }, [name]);

  const sortBy = (id: string) => {
    const now = props.sort;
    props.onSort?.(now === `-${id}` ? id : now === id ? undefined : `-${id}`);
  };
  const tabStop = (selected !== undefined && ordered.some((r) => r.id === selected) ? selected : undefined) ?? (ordered.some((r) => r.id === lastRow.get(name)) ? lastRow.get(name) : ordered[0]?.id);
  const allChecked = checked !== undefined && ordered.length > 0 && ordered.every((row) => checked.has(row.id));

  return (
    <div className="data-table" ref={attach}>
      <div className="table-bar">
        <div className="row wrap grow">{props.bar}</div>
        <div className="row">
          <span className="muted nowrap table-count" role="status">
            {rows ? `${plural(ordered.length, "row")}${props.hasMore ? " loaded" : ""}${props.sort && props.hasMore ? ", sorted among these" : ""}` : ""}
          </span>
          <Button
            className="button small quiet icon-only"
            aria-label={density === "compact" ? "Comfortable rows" : "Compact rows"}
            onPress={() => {
              const next = density === "compact" ? "comfortable" : "compact";
              setDensity(next);
              document.documentElement.dataset.density = next;
            }}
          >
            <Rows3 className="icon small" aria-hidden />
          </Button>
          <DialogTrigger>
            <Button className="button small quiet icon-only" aria-label="Choose columns">
              <Columns3 className="icon small" aria-hidden />
            </Button>
            <Popover className="popover" placement="bottom end">
              <Dialog className="column-chooser" aria-label="Columns">
                {columns.map((column) => (
                  <Checkbox key={column.id} className="checkbox" isSelected={!hidden[column.id]} onChange={(show) => setHidden({ ...hidden, [column.id]: !show })}>
                    <span className="box" aria-hidden />
                    {column.header}
                  </Checkbox>
                ))}
                <Button className="button small" onPress={() => setSizes({})}>
                  Reset widths
                </Button>
              </Dialog>
            </Popover>
          </DialogTrigger>
        </div>
      </div>
      {rows === undefined ? (
        <Skeleton lines={10} height={20} />
      ) : ordered.length === 0 ? (
        props.empty
      ) : (
        <div className="table-scroll">
          <table>
            <caption className="visually-hidden">{props.label}</caption>
            <colgroup>
              {onCheck && <col style={{ width: 36 }} />}
              {visible.map((column) => (
                <col key={column.id} style={{ width: byId.get(column.id)?.width === undefined && sizes[column.id] === undefined ? undefined : column.getSize() }} />
              ))}
            </colgroup>
            <thead>
              <tr>
                {onCheck && (
                  <th scope="col" className="check">
                    <input
                      type="checkbox"
                      aria-label="Select all rows loaded"
                      checked={allChecked}
                      onChange={() => onCheck(allChecked ? new Set() : new Set(ordered.map((row) => row.id)))}
                    />
                  </th>
                )}
                {table.getHeaderGroups()[0]?.headers.map((header) => {
                  const column = byId.get(header.column.id)!;
                  const sorted = header.column.getIsSorted();
                  return (
                    <th key={header.id} scope="col" className={column.align === "end" ? "num" : undefined} aria-sort={sorted ? (sorted === "desc" ? "descending" : "ascending") : undefined}>
                      {column.sort && props.onSort ? (
                        <button type="button" className="sort" onClick={() => sortBy(column.id)}>
                          {column.header}
                          {sorted === "desc" && <ArrowDown className="icon small" aria-hidden />}
                          {sorted === "asc" && <ArrowUp className="icon small" aria-hidden />}
                        </button>
                      ) : (
                        <span className="head">{column.header}</span>
                      )}
                      <span className="resizer" aria-hidden onMouseDown={header.getResizeHandler()} onTouchStart={header.getResizeHandler()} onDoubleClick={() => header.column.resetSize()} />
                    </th>
                  );
                })}
              </tr>
            </thead>
            <tbody ref={body}>
              {ordered.map((row) => (
                // A row is a shortcut to what its links and buttons also do, which the keyboard reaches by itself.
                <tr
                  key={row.id}
                  data-row={row.id}
                  data-selected={row.id === selected || checked?.has(row.id) || undefined}
                  tabIndex={row.id === tabStop ? 0 : -1}
                  onFocus={() => lastRow.set(name, row.id)}
                  onClick={(event) => {
                    if (event.target instanceof Element && event.target.closest("a, button, input, label")) return;
                    if (window.getSelection()?.toString()) return;
                    event.currentTarget.focus();
                    if (onSelect) onSelect(row.id === selected ? undefined : row.id);
                    else onOpen?.(row.original);
                  }}
                  onDoubleClick={() => onOpen?.(row.original)}
                >
                  {onCheck && checked && (
                    <td className="check">
                      <input type="checkbox" aria-label="Select row" checked={checked.has(row.id)} onChange={() => onCheck(toggle(checked, row.id))} />
                    </td>
                  )}
                  {visible.map((column) => (
                    <td key={column.id} className={byId.get(column.id)?.align === "end" ? "num" : undefined}>
                      {byId.get(column.id)?.cell(row.original)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {props.hasMore && (
        <button type="button" className="button more" disabled={props.loadingMore} onClick={props.onMore}>
          {props.loadingMore ? "Loading…" : "Load more"}
        </button>
      )}
    </div>
  );
}

const noRows: unknown[] = [];

/** Least width of the column that takes what is left. */
const flexible = 240;

/** The columns that fit side by side: those of priority 1 always stand, of the others the last ones go first. */
export function fit(columns: { id: string; width?: number; priority?: 1 | 2 | 3 }[], sizes: Record<string, number>, room: number): ReadonlySet<string> {
  const width = (column: { id: string; width?: number }) => sizes[column.id] ?? column.width ?? flexible;
  const shown = new Set(columns.map((column) => column.id));
  let sum = columns.reduce((total, column) => total + width(column), 0);
  for (const priority of [3, 2]) {
    for (const column of [...columns].reverse()) {
      if (room <= 0 || sum <= room) return shown;
      if ((column.priority ?? 1) !== priority) continue;
      shown.delete(column.id);
      sum -= width(column);
    }
  }
  return shown;
}

function toggle(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

export function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a ?? "").localeCompare(String(b ?? ""), "en", { numeric: true });
}

