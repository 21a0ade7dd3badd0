import { createFileRoute } from "@tanstack/react-router";
import { keysQuery } from "@/api/session";
import { Keys } from "@/features/settings/Keys";

export const Route = createFileRoute("/settings/")({
  staticData: { crumb: "Settings" },
  loader: ({ context }) => void context.queryClient.prefetchQuery(keysQuery),
  component: SettingsPage,
});

function SettingsPage() {
  return (
    <div className="page">
      <h1>Settings</h1>
      <Keys />
    </div>
  );
}
