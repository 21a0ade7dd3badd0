import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { z } from "zod";
import { ContextPage } from "@/features/context/ContextPage";
import { windowForms } from "@/features/context/receipt";
import { Playground, type PlaygroundSearch } from "@/features/context/playground/Playground";
import { natural, oneOf, text } from "@/ui/search";

export const Route = createFileRoute("/context/playground")({
  staticData: { crumb: "Playground" },
  validateSearch: z.object({
    project: text(), repo: text(), budget: natural(), profile: text(), against: text(), againstBudget: natural(), run: text(), seq: natural(), item: text(), why: text(), form: oneOf(windowForms),
  }),
  component: PlaygroundPage,
});

function PlaygroundPage() {
  const asked = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const onSearch = useCallback((change: Partial<PlaygroundSearch>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false }), [navigate]);
  return (
    <ContextPage>
      <Playground search={asked} onSearch={onSearch} />
    </ContextPage>
  );
}
