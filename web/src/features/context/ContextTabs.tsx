import { Link } from "@tanstack/react-router";
import { TabBar } from "@/ui/Tabs";

const kept = (old: { project?: string; repo?: string }) => ({ project: old.project, repo: old.repo });

/** The three places of Context. */
export function ContextTabs() {
  return (
    <TabBar label="Context">
      <Link to="/context" activeOptions={{ exact: true, includeSearch: false }} search={kept}>Receipts</Link>
      <Link to="/context/playground" activeOptions={{ includeSearch: false }} search={kept}>Playground</Link>
      <Link to="/context/profiles" activeOptions={{ includeSearch: false }} search={kept}>Profiles</Link>
    </TabBar>
  );
}
