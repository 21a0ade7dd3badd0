import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowRight, Brain, FileStack, Workflow, type LucideIcon } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { Autocomplete, Dialog, Header, Input, Menu, MenuItem, MenuSection, Modal, ModalOverlay, SearchField } from "react-aria-components";
import { latestCompilesQuery } from "@/api/compiles";
import { latestMemoriesQuery } from "@/api/memories";
import { latestRunsQuery } from "@/api/runs";
import { oneLine, sentence, shortId } from "@/ui/format";
import "@/features/shell/palette.css";

type Action = { id: string; name: string; words: string; go: () => void };
type Result = { id: string; name: string; icon: LucideIcon; aside?: string; go: () => void };
type Section = { title: string; results: Result[] };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Finds runs, memories and compiles by words or by id, and every place and action by name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const byWords = q.length > 1 && !uuid.test(q);
  const runs = useQuery({ ...latestRunsQuery({ q }), enabled: byWords });
  const memories = useQuery({ ...latestMemoriesQuery({ q }), enabled: byWords });
  const compiles = useQuery({ ...latestCompilesQuery({ q }), enabled: byWords });
  const entered = useRef(false);
  const leave = (go: () => void) => () => {
    go();
    onClose();
  };
  const actions: Action[] = [
    { id: "overview", name: "Go to Overview", words: "home start", go: () => void navigate({ to: "/" }) },
    { id: "runs", name: "Go to Runs", words: "traces sessions", go: () => void navigate({ to: "/runs" }) },
    { id: "import", name: "Import runs", words: "upload sessions files archive", go: () => void navigate({ to: "/import" }) },
    { id: "compare", name: "Compare two runs", words: "diff side by side", go: () => void navigate({ to: "/runs/compare" }) },
    { id: "failed-runs", name: "Show failed runs", words: "errors outcome", go: () => void navigate({ to: "/runs", search: { outcome: "failed" } }) },
    { id: "candidates", name: "Decide on candidates", words: "memories queue review pending", go: () => void navigate({ to: "/memories", search: { tab: "candidates" } }) },
    { id: "accepted", name: "Show accepted memories", words: "memories active", go: () => void navigate({ to: "/memories", search: { tab: "accepted" } }) },
    { id: "context", name: "Go to Context", words: "receipts compiles windows", go: () => void navigate({ to: "/context" }) },
    { id: "playground", name: "Try a compile in the playground", words: "context budget preview window", go: () => void navigate({ to: "/context/playground" }) },
    { id: "profiles", name: "Go to Profiles", words: "context weights lanes versions default", go: () => void navigate({ to: "/context/profiles" }) },
    { id: "jobs", name: "Go to Jobs", words: "imports progress dead letters", go: () => void navigate({ to: "/jobs" }) },
    { id: "keys", name: "Create an API key", words: "settings secret token", go: () => void navigate({ to: "/settings" }) },
  ];
  const found = actions.filter((action) => q.toLowerCase().split(/\s+/).every((word) => `${action.name} ${action.words}`.toLowerCase().includes(word)));
  const id = uuid.test(q) ? q.toLowerCase() : undefined;
  const busy = byWords && (runs.isPending || memories.isPending || compiles.isPending);
  const sections: Section[] = [
    {
      title: `Open id ${shortId(id ?? "")}`,
      results: id === undefined ? [] : [
        { id: "id-run", name: "as a run", icon: Workflow, go: () => void navigate({ to: "/runs/$id", params: { id } }) },
        { id: "id-memory", name: "as a memory", icon: Brain, go: () => void navigate({ to: "/memories/$id", params: { id } }) },
        { id: "id-compile", name: "as a receipt", icon: FileStack, go: () => void navigate({ to: "/context/$id", params: { id } }) },
      ],
    },
    {
      title: "Runs",
      results: (byWords ? runs.data?.items ?? [] : []).map((run) => ({
        id: `run-${run.id}`, name: oneLine(run.task, 120), icon: Workflow, aside: `${run.repo ?? run.agent.name} · ${sentence(run.outcome.status)}`, go: () => void navigate({ to: "/runs/$id", params: { id: run.id } }),
      })),
    },
    {
      title: "Memories",
      results: (byWords ? memories.data?.items ?? [] : []).map((memory) => ({
        id: `memory-${memory.id}`, name: oneLine(memory.text, 120), icon: Brain, aside: sentence(memory.type), go: () => void navigate({ to: "/memories/$id", params: { id: memory.id } }),
      })),
    },
    {
      title: "Context",
      results: (byWords ? compiles.data?.items ?? [] : []).map((compile) => ({
        id: `compile-${compile.id}`, name: oneLine(compile.task, 120), icon: FileStack, aside: `${compile.usedTokens} of ${compile.budget} tokens`, go: () => void navigate({ to: "/context/$id", params: { id: compile.id } }),
      })),
    },
    { title: "Commands", results: found.map((action) => ({ id: action.id, name: action.name, icon: ArrowRight, go: action.go })) },
  ].filter((section) => section.results.length > 0);
  const results = sections.flatMap((section) => section.results);
  useEffect(() => {
    if (!entered.current || q !== typed.trim()) return;
    entered.current = false;
    if (results[0]) leave(results[0].go)();
  });
  return (
    <ModalOverlay className="overlay palette-overlay" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal palette">
        <Dialog aria-label="Search and commands" className="palette-dialog">
          {/* Escape leaves at once; the field itself would only clear its text. Enter takes the marked result, else the first; pressed before the list has caught up with what was typed, it waits for it. */}
          <div
            role="presentation"
            onKeyDownCapture={(event) => {
              const field = event.target instanceof HTMLInputElement ? event.target : undefined;
              if (event.key === "Escape") {
                event.stopPropagation();
                onClose();
              } else if (event.key === "Enter" && field) {
                event.preventDefault();
                event.stopPropagation();
                if (q !== typed.trim()) {
                  entered.current = true;
                  return;
                }
                // What is drawn may lag behind what was found: a mark on something that is no result any more does not count.
                const marked = document.getElementById(field.getAttribute("aria-activedescendant") ?? "")?.getAttribute("data-key");
                const chosen = results.find((result) => result.id === marked) ?? results[0];
                if (chosen) leave(chosen.go)();
              }
            }}
          >
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <SearchField autoFocus aria-label="Search runs, memories, compiles and commands" className="palette-field">
              <Input placeholder="Words, an id, or a command" />
            </SearchField>
            <Menu className="menu palette-menu" aria-label="Results" renderEmptyState={() => <p className="menu-empty muted" role="status">{busy ? "Searching…" : "Nothing found."}</p>}>
              {sections.map((section) => (
                <MenuSection key={section.title}>
                  <Header className="palette-head">{section.title}</Header>
                  {section.results.map(({ id, name, icon: Icon, aside, go }) => (
                    <MenuItem key={id} id={id} textValue={name} className="menu-item" onAction={leave(go)}>
                      <Icon className="icon small" aria-hidden />
                      <span className="truncate grow">{name}</span>
                      {aside && <span className="muted">{aside}</span>}
                    </MenuItem>
                  ))}
                </MenuSection>
              ))}
            </Menu>
          </Autocomplete>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
