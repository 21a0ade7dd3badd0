import { ChevronDown, Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Autocomplete, Button, Header, Input, Menu, MenuItem, MenuSection, MenuTrigger, Popover, SearchField, useFilter } from "react-aria-components";
import { sentence } from "@/ui/format";
import "@/ui/filter.css";

/** Free text that follows the URL and writes to it once the person pauses. */
export function SearchBox({ label, value, onChange, id }: { label: string; value: string | undefined; onChange: (value: string | undefined) => void; id?: string }) {
  const [draft, setDraft] = useState(value ?? "");
  const [seen, setSeen] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  if (seen !== value) {
    // The URL changed by other means (Back, a cleared filter).
    setSeen(value);
    if ((value ?? "") !== draft.trim()) setDraft(value ?? "");
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const commit = (text: string) => {
    clearTimeout(timer.current);
    onChange(text.trim() || undefined);
  };
  return (
    <div className="search-box">
      <Search className="icon small" aria-hidden />
      <input
        id={id}
        type="search"
        className="input"
        aria-label={label}
        placeholder={label}
        value={draft}
        onChange={(event) => {
          const text = event.target.value;
          setDraft(text);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => commit(text), 300);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit(draft);
          if (event.key === "Escape") {
            if (draft) { setDraft(""); commit(""); } else event.currentTarget.blur();
          }
        }}
      />
    </div>
  );
}

/** One facet: a menu of values, with a field to type another one when <paramref name="free"/>. */
export function Facet({ label, value, options, onChange, free = false, word = sentence }: {
  label: string;
  value: string | undefined;
  options: readonly string[];
  onChange: (value: string | undefined) => void;
  free?: boolean;
  word?: (value: string) => string;
}) {
  const [typed, setTyped] = useState("");
  const { contains } = useFilter({ sensitivity: "base" });
  const show = free ? (text: string) => text : word;
  const offered = free && typed.trim() && !options.includes(typed.trim()) ? [...options, typed.trim()] : options;
  return (
    <div className="facet" data-active={value !== undefined || undefined}>
      <MenuTrigger onOpenChange={() => setTyped("")}>
        <Button className="button small facet-button" aria-label={value === undefined ? `Filter by ${label.toLowerCase()}` : undefined}>
          {label}
          {value !== undefined && <> <span className="facet-value">{show(value)}</span></>}
          <ChevronDown className="icon small" aria-hidden />
        </Button>
        <Popover className="popover facet-popover" placement="bottom start">
          {free || options.length > 8 ? (
            <Autocomplete filter={contains} inputValue={typed} onInputChange={setTyped}>
              <SearchField className="facet-search" aria-label={`${label} to filter by`} autoFocus>
                <Input className="input" placeholder={free ? "Type or pick" : "Find"} />
              </SearchField>
              <FacetMenu label={label} offered={offered} show={show} value={value} onChange={onChange} />
            </Autocomplete>
          ) : (
            <FacetMenu label={label} offered={offered} show={show} value={value} onChange={onChange} />
          )}
        </Popover>
      </MenuTrigger>
      {value !== undefined && (
        <button type="button" className="facet-clear" aria-label={`Clear ${label.toLowerCase()} filter`} onClick={() => onChange(undefined)}>
          <X className="icon small" aria-hidden />
        </button>
      )}
    </div>
  );
}

function FacetMenu({ label, offered, show, value, onChange }: { label: string; offered: readonly string[]; show: (v: string) => string; value?: string; onChange: (value: string | undefined) => void }) {
  return (
    <Menu
      className="menu"
      aria-label={label}
      selectionMode="single"
      selectedKeys={value === undefined ? [] : [value]}
      onSelectionChange={(keys) => onChange(keys === "all" ? undefined : (([...keys][0] as string | undefined) ?? undefined))}
      renderEmptyState={() => <p className="menu-empty muted">Nothing loaded to pick from; type a value.</p>}
    >
      <MenuSection>
        <Header className="visually-hidden">{label}</Header>
        {offered.map((option) => (
          <MenuItem key={option} id={option} textValue={show(option)} className="menu-item">
            {show(option)}
          </MenuItem>
        ))}
      </MenuSection>
    </Menu>
  );
}

export const spans = { "1h": "Last hour", "24h": "Last 24 hours", "7d": "Last 7 days", "30d": "Last 30 days" } as const;
export type Span = keyof typeof spans;

/** Distinct values that the rows at hand offer for a facet. */
export function distinct<T>(rows: readonly T[] | undefined, pick: (row: T) => string | null | undefined): string[] {
  return [...new Set((rows ?? []).map(pick).filter((v): v is string => v != null && v !== ""))].sort((a, b) => a.localeCompare(b));
}
