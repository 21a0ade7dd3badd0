import { splitRedactions } from "@/ui/payload";
import "@/ui/redacted.css";

/** Text in which secrets' marks stand as marks. */
export function Words({ text }: { text: string }) {
  if (!text.includes("[redacted:")) return text;
  return splitRedactions(text).map((part, i) => (part.redacted ? <Redacted key={i} text={part.text} /> : part.text));
}

/** A secret that was taken out. Pointing at one lights up every other mark of the same value on the page. */
export function Redacted({ text }: { text: string }) {
  const [, kind = "secret", hash] = /^\[redacted:([^:\]]+)(?::([0-9a-f]+))?\]$/i.exec(text) ?? [];
  const light = (on: boolean) => {
    if (!hash) return;
    for (const twin of document.querySelectorAll(`[data-secret="${hash}"]`)) twin.toggleAttribute("data-lit", on);
  };
  return (
    <mark
      className="redacted"
      // The keyboard, too, may ask which marks are equal.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      data-secret={hash}
      title={`A secret (${kind.replaceAll("-", " ")}) was taken out before storage${hash ? "; equal codes stood for equal values" : ""}`}
      onMouseEnter={() => light(true)}
      onMouseLeave={() => light(false)}
      onFocus={() => light(true)}
      onBlur={() => light(false)}
    >
      {text}
    </mark>
  );
}
