import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { splitRedactions } from "@/ui/payload";
import { Redacted } from "@/ui/Redacted";
import "@/ui/markdown.css";

type Node = { type: string; value?: string; tagName?: string; properties?: Record<string, unknown>; children?: Node[] };

/** Marks what was taken out of a payload, wherever in the text it stands. */
function markRedactions() {
  const visit = (node: Node) => {
    if (!node.children) return;
    node.children = node.children.flatMap((child) => {
      visit(child);
      if (child.type !== "text" || !child.value?.includes("[redacted:")) return [child];
      return splitRedactions(child.value).map((part): Node =>
        part.redacted
          ? { type: "element", tagName: "mark", properties: { className: ["redacted"] }, children: [{ type: "text", value: part.text }] }
          : { type: "text", value: part.text });
    });
  };
  return (tree: Node) => visit(tree);
}

/** Recorded text is other people's: no raw HTML, no images fetched from elsewhere, links open apart and tell nothing. Headings never disturb the page's own outline. */
export default function Markdown({ text }: { text: string }) {
  const heading = ({ children }: { children?: React.ReactNode }) => <p className="md-heading">{children}</p>;
  return (
    <div className="markdown">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[markRedactions]}
        components={{
          h1: heading, h2: heading, h3: heading, h4: heading, h5: heading, h6: heading,
          a: ({ href, children }) => <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a>,
          img: ({ alt, src }) => <span className="muted">[image{alt ? `: ${alt}` : ""}{typeof src === "string" && src.startsWith("http") ? ` ${src}` : ""}]</span>,
          mark: ({ children }) => <Redacted text={String(children)} />,
          input: ({ checked }) => <span aria-label={checked ? "done" : "open"}>{checked ? "☑" : "☐"} </span>,
          pre: ({ children }) => (
            // Code that is wider than the column scrolls, so the keyboard must reach it.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <pre tabIndex={0}>{children}</pre>
          ),
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}
