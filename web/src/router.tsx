import type { QueryClient } from "@tanstack/react-query";
import { createRouter, type RouterHistory } from "@tanstack/react-router";
import { Skeleton } from "@/ui/Notice";
import { routeTree } from "@/routeTree.gen";
import { parseSearch, stringifySearch } from "@/ui/search";

export function createDashboardRouter(queryClient: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    history,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    scrollToTopSelectors: ["#main"],
    defaultPendingComponent: () => (
      <div className="page">
        <Skeleton lines={8} />
      </div>
    ),
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createDashboardRouter>;
  }
  interface StaticDataRouteOption {
    /** The noun of this place in the breadcrumb and in the window's title. */
    crumb?: string;
  }
}
