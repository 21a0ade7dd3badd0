import { Check, Copy as CopyIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { shortHash, shortId } from "@/ui/format";
import "@/ui/copy.css";

/** An icon that copies; with <paramref name="words"/> a button that says so. A text that is long to make is a function, called when it is copied. */
export function CopyButton({ text, label, words = false }: { text: string | (() => string); label: string; words?: boolean }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className={words ? "button" : "copy-button"}
      aria-label={copied ? "Copied" : label}
      title={copied ? "Copied" : label}
      onClick={(event) => {
        event.stopPropagation();
        void navigator.clipboard.writeText(typeof text === "string" ? text : text()).then(() => setCopied(true), () => undefined);
      }}
    >
      {copied ? <Check className="icon small" aria-hidden /> : <CopyIcon className="icon small" aria-hidden />}
      {words && label}
      <span className="visually-hidden" role="status">{copied ? "Copied" : ""}</span>
    </button>
  );
}

/** Short monospace id with a button that copies the whole of it; <paramref name="link"/> renders the words as a link. */
export function Id({ id, what = "id", render }: { id: string; what?: string; render?: (short: string) => React.ReactNode }) {
  const short = /^[0-9a-f]{40,}$/.test(id) ? shortHash(id) : shortId(id);
  return (
    <span className="id">
      <span className="mono" title={id}>{render ? render(short) : short}</span>
      <CopyButton text={id} label={`Copy ${what}`} />
    </span>
  );
}

export function Command({ text }: { text: string }) {
  return (
    <span className="command">
      <code>{text}</code>
      <CopyButton text={text} label={`Copy command ${text}`} />
    </span>
  );
}
