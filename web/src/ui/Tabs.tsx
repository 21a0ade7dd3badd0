import "@/ui/tabs.css";

/** Tabs that are places: each is a link with its own URL, marked with aria-current. The links come from the caller, who knows the routes. */
export function TabBar({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <nav className="tab-bar" aria-label={label}>
      {children}
    </nav>
  );
}

/** A tab is the present one when its own parameters hold, whatever else the URL says; a parameter it leaves out must be absent. */
export const tabMatch = { exact: false, includeSearch: true, explicitUndefined: true } as const;
