import { AlertTriangle, BookOpen, FileText, Heart, ListChecks, type LucideIcon } from "lucide-react";
import type { MemoryType, Scope } from "@/api/contract";
import { Tag } from "@/ui/Status";

const icons: Record<MemoryType, LucideIcon> = { fact: BookOpen, procedure: ListChecks, warning: AlertTriangle, preference: Heart, summary: FileText };

export const memoryTypes = ["fact", "procedure", "warning", "preference", "summary"] as const;

export function TypeMark({ type }: { type: MemoryType }) {
  const Icon = icons[type];
  return (
    <span className="row memory-type">
      <Icon className="icon small" aria-hidden />
      {type}
    </span>
  );
}

/** The keys a scope sets, the repository first; no key at all means it holds everywhere in the organisation. */
export function scopeWords(scope: Scope): string[] {
  const keys: [keyof Scope, string][] = [["repo", "repo"], ["project", "project"], ["agent", "agent"], ["user", "user"], ["taskType", "task type"], ["run", "run"]];
  return keys.filter(([key]) => scope[key] != null && scope[key] !== "").map(([key, word]) => (key === "repo" ? String(scope.repo) : `${word} ${scope[key]}`));
}

export function ScopeTags({ scope }: { scope: Scope }) {
  const words = scopeWords(scope);
  return words.length === 0 ? <Tag>everywhere</Tag> : <span className="scope-tags">{words.map((word) => <Tag key={word}>{word}</Tag>)}</span>;
}
