import { FilePlus2, Pin, Trash2 } from "lucide-react";
import { useId, useRef, useState } from "react";
import { freeId, kinds, maxItemBytes, maxItems, type DraftItem } from "@/features/context/playground/draft";
import { useDropZone } from "@/ui/dropZone";
import { count, oneLine, sentence } from "@/ui/format";

/** The items to choose from: pasted, or text files dropped or picked. */
export function ItemsEditor({ items, onChange }: { items: DraftItem[]; onChange: (items: DraftItem[]) => void }) {
  const base = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [kind, setKind] = useState<DraftItem["kind"]>("document");
  const [refused, setRefused] = useState<string[]>([]);

  const addFiles = async (files: File[]) => {
    const problems: string[] = [];
    const added: DraftItem[] = [];
    for (const file of files) {
      if (items.length + added.length >= maxItems) problems.push(`${file.name}: a compile takes at most ${count(maxItems)} items.`);
      else if (file.size > maxItemBytes) problems.push(`${file.name} is larger than ${count(maxItemBytes)} bytes.`);
      else {
        const content = await file.text();
        if (content.includes("\0")) problems.push(`${file.name} is not a text file.`);
        else if (content.trim() === "") problems.push(`${file.name} is empty.`);
        else added.push({ id: freeId(file.webkitRelativePath || file.name, [...items, ...added]), kind: "file", text: content, pinned: false });
      }
    }
    setRefused(problems);
    if (added.length > 0) onChange([...items, ...added]);
  };
  const zone = useDropZone((dropped) => void addFiles([...dropped.files]));
  const paste = () => {
    onChange([...items, { id: freeId(kind === "document" ? "pasted text" : sentence(kind).toLowerCase(), items), kind, text: text.slice(0, maxItemBytes), pinned: false }]);
    setText("");
  };
  const change = (id: string, part: Partial<DraftItem>) => onChange(items.map((item) => (item.id === id ? { ...item, ...part } : item)));

  return (
    <section
      className="card play-items"
      aria-labelledby={`${base}-title`}
      {...zone}
    >
      <header>
        <h2 id={`${base}-title`}>Items <span className="count">{count(items.length)}</span></h2>
        <span className="row">
          {items.length > 0 && <button type="button" className="button small quiet" onClick={() => onChange([])}>Remove all</button>}
          <button type="button" className="button small" onClick={() => picker.current?.click()}><FilePlus2 className="icon small" aria-hidden /> Add files</button>
        </span>
        <input ref={picker} type="file" multiple hidden aria-label="Files to add" onChange={(event) => { void addFiles([...(event.target.files ?? [])]); event.target.value = ""; }} />
      </header>
      <div className="body stack tight">
        <div className="field">
          <label htmlFor={`${base}-text`}>Paste a text, or drop files here</label>
          <textarea id={`${base}-text`} className="input" rows={3} value={text} onChange={(event) => setText(event.target.value)} />
        </div>
        <div className="row">
          <label htmlFor={`${base}-kind`} className="visually-hidden">Kind of the pasted text</label>
          <select id={`${base}-kind`} className="input play-kind" value={kind} onChange={(event) => setKind(event.target.value as DraftItem["kind"])}>
            {kinds.map((each) => <option key={each} value={each}>{sentence(each)}</option>)}
          </select>
          <button type="button" className="button" disabled={text.trim() === ""} onClick={paste}>Add the text</button>
        </div>
        {refused.length > 0 && <ul className="notice" data-tone="wait" role="alert">{refused.map((line) => <li key={line}>{line}</li>)}</ul>}
        {items.length > 0 && (
          <ul className="play-list">
            {items.slice(0, 200).map((item) => (
              <li key={item.id} className="row">
                <span className="truncate grow" title={oneLine(item.text, 400)}><strong>{item.id}</strong> <span className="muted">{sentence(item.kind)}, {count(item.text.length)} characters</span></span>
                <button type="button" className="button small icon-only" aria-pressed={item.pinned} aria-label={`Pin ${item.id}`} title="Pinned items go in before all others" onClick={() => change(item.id, { pinned: !item.pinned })}><Pin className="icon small" aria-hidden /></button>
                <button type="button" className="button small icon-only quiet" aria-label={`Remove ${item.id}`} onClick={() => onChange(items.filter((other) => other.id !== item.id))}><Trash2 className="icon small" aria-hidden /></button>
              </li>
            ))}
            {items.length > 200 && <li className="muted">and {count(items.length - 200)} more</li>}
          </ul>
        )}
      </div>
    </section>
  );
}
