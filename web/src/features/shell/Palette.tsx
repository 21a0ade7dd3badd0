import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowRight, Brain, FileStack, Workflow } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { Autocomplete, Dialog, Header, Input, Menu, MenuItem, MenuSection, Modal, ModalOverlay, SearchField } from "react-aria-components";
import { latestCompilesQuery } from "@/api/compiles";
import { latestMemoriesQuery } from "@/api/memories";
import { latestRunsQuery } from "@/api/runs";
import { oneLine, sentence, shortId } from "@/ui/format";
import "@/features/shell/palette.css";

type Action = { id: string; name: string; words: string; go: () => void };

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
  const frame = useRef<HTMLDivElement>(null);
  const entered = useRef(false);
  useEffect(() => {
    if (!entered.current || q !== typed.trim()) return;
    entered.current = false;
    frame.current?.querySelector<HTMLElement>("[role=menuitem]")?.click();
  }, [q, typed]);
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
  return (
    <ModalOverlay className="overlay palette-overlay" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal palette">
        <Dialog aria-label="Search and commands" className="palette-dialog">
          {/* Escape leaves at once; the field itself would only clear its text. Enter takes the marked result, else the first; pressed before the list has caught up with what was typed, it waits for it. */}
          <div
            ref={frame}
            role="presentation"
            onKeyDownCapture={(event) => {
              const field = event.target instanceof HTMLInputElement ? event.target : undefined;
              if (event.key === "Escape") {
                event.stopPropagation();
                onClose();
              } else if (event.key === "Enter" && field) {
                const stale = q !== typed.trim();
                const marked = document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
                if (marked && !stale) return;
                event.preventDefault();
                event.stopPropagation();
                if (stale) entered.current = true;
                else event.currentTarget.querySelector<HTMLElement>("[role=menuitem]")?.click();
              }
            }}
          >
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <SearchField autoFocus aria-label="Search runs, memories, compiles and commands" className="palette-field">
              <Input placeholder="Words, an id, or a command" />
            </SearchField>
            <Menu className="menu palette-menu" aria-label="Results" renderEmptyState={() => <p className="menu-empty muted" role="status">{busy ? "Searching…" : "Nothing found."}</p>}>
              {id && (
                <MenuSection>
                  <Header className="palette-head">Open id {shortId(id)}</Header>
                  <MenuItem id="id-run" textValue="as run" className="menu-item" onAction={leave(() => void navigate({ to: "/runs/$id", params: { id } }))}><Workflow className="icon small" aria-hidden /> as a run</MenuItem>
                  <MenuItem id="id-memory" textValue="as memory" className="menu-item" onAction={leave(() => void navigate({ to: "/memories/$id", params: { id } }))}><Brain className="icon small" aria-hidden /> as a memory</MenuItem>
                  <MenuItem id="id-compile" textValue="as compile" className="menu-item" onAction={leave(() => void navigate({ to: "/context/$id", params: { id } }))}><FileStack className="icon small" aria-hidden /> as a receipt</MenuItem>
                </MenuSection>
              )}
              {byWords && (runs.data?.items.length ?? 0) > 0 && (
                <MenuSection>
                  <Header className="palette-head">Runs</Header>
                  {runs.data?.items.map((run) => (
                    <MenuItem key={run.id} id={`run-${run.id}`} textValue={run.task} className="menu-item" onAction={leave(() => void navigate({ to: "/runs/$id", params: { id: run.id } }))}>
                      <Workflow className="icon small" aria-hidden />
                      <span className="truncate grow">{oneLine(run.task, 120)}</span>
                      <span className="muted">{run.repo ?? run.agent.name} · {sentence(run.outcome.status)}</span>
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
              {byWords && (memories.data?.items.length ?? 0) > 0 && (
                <MenuSection>
                  <Header className="palette-head">Memories</Header>
                  {memories.data?.items.map((memory) => (
                    <MenuItem key={memory.id} id={`memory-${memory.id}`} textValue={memory.text} className="menu-item" onAction={leave(() => void navigate({ to: "/memories/$id", params: { id: memory.id } }))}>
                      <Brain className="icon small" aria-hidden />
                      <span className="truncate grow">{oneLine(memory.text, 120)}</span>
                      <span className="muted">{sentence(memory.type)}</span>
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
              {byWords && (compiles.data?.items.length ?? 0) > 0 && (
                <MenuSection>
                  <Header className="palette-head">Context</Header>
                  {compiles.data?.items.map((compile) => (
                    <MenuItem key={compile.id} id={`compile-${compile.id}`} textValue={compile.task} className="menu-item" onAction={leave(() => void navigate({ to: "/context/$id", params: { id: compile.id } }))}>
                      <FileStack className="icon small" aria-hidden />
                      <span className="truncate grow">{oneLine(compile.task, 120)}</span>
                      <span className="muted">{compile.usedTokens} of {compile.budget} tokens</span>
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
              {found.length > 0 && (
                <MenuSection>
                  <Header className="palette-head">Commands</Header>
                  {found.map((action) => (
                    <MenuItem key={action.id} id={action.id} textValue={action.name} className="menu-item" onAction={leave(action.go)}>
                      <ArrowRight className="icon small" aria-hidden /> {action.name}
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
            </Menu>
          </Autocomplete>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
