import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { TabBar } from "@/ui/Tabs";

const kept = (old: { project?: string; repo?: string }) => ({ project: old.project, repo: old.repo });

/** A page in one of the three places of Context. */
export function ContextPage({ title = "Context", children }: { title?: string; children: ReactNode }) {
  return (
    <div className="page">
      <h1>{title}</h1>
      <TabBar label="Context">
        <Link to="/context" activeOptions={{ exact: true, includeSearch: false }} search={kept}>Receipts</Link>
        <Link to="/context/playground" activeOptions={{ includeSearch: false }} search={kept}>Playground</Link>
        <Link to="/context/profiles" activeOptions={{ includeSearch: false }} search={kept}>Profiles</Link>
      </TabBar>
      {children}
    </div>
  );
}
