import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useMatches, useNavigate, useSearch } from "@tanstack/react-router";
import { Brain, Cog, FileStack, Hourglass, LayoutDashboard, LogOut, Monitor, Moon, PanelLeftClose, PanelLeftOpen, Radio, Search, Sun, Unplug, Upload, UserRound, Workflow, type LucideIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from "react-aria-components";
import { listen, type LiveState } from "@/api/live";
import { scopeChoicesQuery } from "@/api/runs";
import { sessionQuery, signOut } from "@/api/session";
import { distinct, Facet } from "@/ui/FilterBar";
import { shortId } from "@/ui/format";
import { usePreference } from "@/ui/preference";
import { Palette } from "@/features/shell/Palette";
import { useWaiting, type Waiting } from "@/features/shell/waiting";
import "@/features/shell/frame.css";

const places: { to: "/" | "/runs" | "/memories" | "/context" | "/import" | "/jobs" | "/settings"; name: string; icon: LucideIcon; count?: keyof Waiting }[] = [
  { to: "/", name: "Overview", icon: LayoutDashboard },
  { to: "/runs", name: "Runs", icon: Workflow },
  { to: "/memories", name: "Memories", icon: Brain, count: "memories" },
  { to: "/context", name: "Context", icon: FileStack },
  { to: "/import", name: "Import", icon: Upload },
  { to: "/jobs", name: "Jobs", icon: Hourglass, count: "jobs" },
  { to: "/settings", name: "Settings", icon: Cog },
];

export function Frame() {
  const client = useQueryClient();
  const [live, setLive] = useState<LiveState>("connecting");
  const [rail, setRail] = usePreference<string>("rail", "open");
  const [palette, setPalette] = useState(false);
  const waiting = useWaiting();

  useEffect(() => listen(client, setLive), [client]);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setPalette(true);
    };
    window.addEventListener("keydown", open);
    return () => window.removeEventListener("keydown", open);
  }, []);
  useFocusOnArrival();

  return (
    <div className="frame" data-rail={rail}>
      <a className="skip" href="#main">Skip to content</a>
      <nav className="rail" aria-label="Main">
        <div className="rail-brand" aria-hidden>
          <img src="/favicon.svg" alt="" width={22} height={22} />
          <span>Context platform</span>
        </div>
        <ul>
          {places.map((place) => {
            const count = place.count ? waiting[place.count] : null;
            return (
              <li key={place.to}>
                <Link to={place.to} activeOptions={{ exact: place.to === "/", includeSearch: false }} search={(old) => ({ project: old.project, repo: old.repo })} title={place.name}>
                  <place.icon className="icon" aria-hidden />
                  <span className="rail-word">{place.name}</span>
                  {count && count.text !== "0" && (
                    <span className="count" data-tone={count.tone} title={count.title}>
                      {count.text}
                      <span className="visually-hidden"> {count.title}</span>
                    </span>
                  )}
                </Link>
              </li>
            );
          })}
        </ul>
        <button type="button" className="rail-toggle" aria-label={rail === "open" ? "Collapse navigation" : "Expand navigation"} onClick={() => setRail(rail === "open" ? "closed" : "open")}>
          {rail === "open" ? <PanelLeftClose className="icon" aria-hidden /> : <PanelLeftOpen className="icon" aria-hidden />}
          <span className="rail-word">Collapse</span>
        </button>
      </nav>
      <header className="top">
        <Breadcrumb />
        <ScopePicker />
        <div className="top-end">
          <Button className="button small top-search" onPress={() => setPalette(true)}>
            <Search className="icon small" aria-hidden />
            <span className="top-word">Search</span>
            <kbd>Ctrl K</kbd>
          </Button>
          <LiveMark state={live} />
          <ThemeMenu />
          <AccountMenu />
        </div>
      </header>
      <main id="main" tabIndex={-1} data-scroll-restoration-id="main">
        <Outlet />
      </main>
      {palette && <Palette onClose={() => setPalette(false)} />}
    </div>
  );
}

/** A new place takes the focus, so that the keyboard and a screen reader start there; a changed filter does not. */
function useFocusOnArrival() {
  const path = useMatches({ select: (matches) => matches.at(-1)?.pathname ?? "/" });
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [path]);
}

function Breadcrumb() {
  const crumbs = useMatches({
    select: (matches) => {
      const seen: { path: string; name: string }[] = [];
      for (const match of matches) {
        const name = match.staticData.crumb;
        if (!name || seen.some((crumb) => crumb.name === name)) continue;
        const id = "id" in match.params ? String(match.params.id) : undefined;
        const list = name === "Run" || name === "Compare runs" ? "Runs" : name === "Memory" ? "Memories" : name === "Receipt" || name === "Playground" || name === "Profiles" || name === "Profile" ? "Context" : undefined;
        if (list) seen.push({ path: list === "Context" ? "/context" : `/${list.toLowerCase()}`, name: list });
        const named = name === "Profile" && "name" in match.params ? `Profile ${String(match.params.name)}` : name;
        seen.push({ path: match.pathname, name: id ? `${name} ${shortId(id)}` : named });
      }
      return seen;
    },
    structuralSharing: true,
  });
  useEffect(() => {
    document.title = [...crumbs.map((crumb) => crumb.name).reverse(), "Context platform"].join(" · ");
  }, [crumbs]);
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <ol>
        {crumbs.map((crumb, i) => (
          <li key={crumb.path}>
            {i === crumbs.length - 1 ? (
              <span aria-current="page">{crumb.name}</span>
            ) : (
              <Link to={crumb.path} search={(old: Record<string, unknown>) => ({ project: old.project as string | undefined, repo: old.repo as string | undefined })}>
                {crumb.name}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Project and repository narrow every list; they are part of every URL. */
function ScopePicker() {
  const { project, repo } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  const choices = useQuery(scopeChoicesQuery);
  const runs = choices.data?.items;
  const set = (change: { project?: string; repo?: string }) => void navigate({ to: ".", search: (old) => ({ ...old, ...change }) });
  return (
    <div className="scope" role="group" aria-label="Scope">
      <Facet label="Project" free value={project} options={distinct(runs, (run) => run.project)} onChange={(value) => set({ project: value })} />
      <Facet label="Repository" free value={repo} options={distinct(runs, (run) => run.repo)} onChange={(value) => set({ repo: value })} />
    </div>
  );
}

const liveWords: Record<LiveState, { word: string; tone: string; title: string }> = {
  connecting: { word: "Connecting", tone: "quiet", title: "Opening the stream of changes" },
  live: { word: "Live", tone: "ok", title: "Changes appear by themselves" },
  lost: { word: "Reconnecting", tone: "wait", title: "The stream of changes is broken; it is tried again" },
};

function LiveMark({ state }: { state: LiveState }) {
  const look = liveWords[state];
  return (
    <span className="live" data-tone={look.tone} title={look.title} role="status">
      {state === "lost" ? <Unplug className="icon small" aria-hidden /> : <Radio className="icon small" aria-hidden />}
      <span>{look.word}</span>
    </span>
  );
}

const themes = [
  { id: "system", name: "System", icon: Monitor },
  { id: "light", name: "Light", icon: Sun },
  { id: "dark", name: "Dark", icon: Moon },
] as const;

function ThemeMenu() {
  const [theme, setTheme] = usePreference<string>("theme", "system");
  const Icon = themes.find((each) => each.id === theme)?.icon ?? Monitor;
  const choose = (next: string) => {
    setTheme(next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  };
  return (
    <MenuTrigger>
      <Button className="button quiet icon-only" aria-label={`Theme: ${theme}`}>
        <Icon className="icon" aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label="Theme" selectionMode="single" selectedKeys={[theme]} onAction={(key) => choose(String(key))}>
          {themes.map((each) => (
            <MenuItem key={each.id} id={each.id} className="menu-item" textValue={each.name}>
              <each.icon className="icon small" aria-hidden /> {each.name}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function AccountMenu() {
  const session = useQuery(sessionQuery);
  const who = session.data;
  const leave = async () => {
    await signOut();
    window.location.assign("/");
  };
  return (
    <MenuTrigger>
      <Button className="button quiet icon-only" aria-label="Account">
        <UserRound className="icon" aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label="Account" onAction={(key) => key === "out" && void leave()}>
          <MenuSection>
            <Header className="menu-head">
              {who ? (
                <>
                  <strong>{who.subject}</strong>
                  <span className="muted">{who.role} of {who.orgName}</span>
                </>
              ) : (
                "Account"
              )}
            </Header>
            <MenuItem id="out" className="menu-item" textValue="Sign out">
              <LogOut className="icon small" aria-hidden /> Sign out
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
