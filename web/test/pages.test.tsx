import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createQueryClient } from "@/api/client";
import type { CandidateView, Page, RunView } from "@/api/contract";
import { createDashboardRouter } from "@/router";
import { fakeCandidate, fakeOutline, fakeProof, fakeRun } from "./fakes";

const page = <T,>(items: T[], nextCursor: string | null = null): Page<T> => ({ items, nextCursor });
const empty = () => HttpResponse.json(page([]));
const server = setupServer(
  http.get("*/v2/session", () => HttpResponse.json({ orgId: "o", subject: "ada", role: "owner", orgName: "default" })),
  http.get("*/v2/runs", empty),
  http.get("*/v2/memory", empty),
  http.get("*/v2/memory/candidates", empty),
  http.get("*/v2/context/compiles", empty),
  http.get("*/v2/:service/jobs", empty),
  http.get("*/v2/:service/dead-letters", empty),
);

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

function open(path: string) {
  const client = createQueryClient();
  const router = createDashboardRouter(client, createMemoryHistory({ initialEntries: [path] }));
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return router;
}

describe("the overview", () => {
  it("names the two commands to begin with when nothing is recorded", async () => {
    open("/");
    expect(await screen.findByText("./dev ctx demo")).toBeDefined();
    expect(screen.getByText("./dev ctx import PATH")).toBeDefined();
  });
});

describe("the runs", () => {
  it("are asked for by what the URL says and loaded page by page", async () => {
    const asked: string[] = [];
    server.use(
      http.get("*/v2/runs", ({ request }) => {
        const url = new URL(request.url);
        if (url.searchParams.get("limit") === "50") asked.push(url.search);
        return HttpResponse.json(url.searchParams.get("cursor") ? page<RunView>([fakeRun("r2")]) : page<RunView>([fakeRun("r1")], "c1"));
      }),
    );
    open("/runs?outcome=failed&q=12&repo=acme/dates");
    await screen.findByText("Task of r1");
    await userEvent.click(await screen.findByRole("button", { name: "Load more" }));
    await screen.findByText("Task of r2");
    expect(asked[0]).toContain("outcome=failed");
    expect(asked[0]).toContain("q=12");
    expect(asked[0]).toContain("repo=acme%2Fdates");
    expect(asked[1]).toContain("cursor=c1");
  });

  it("keep a refusal on the page, with what to do and the request id", async () => {
    server.use(http.get("*/v2/runs", () => HttpResponse.json({ title: "The outcome is not known.", status: 400, code: "unknown_outcome", field: "outcome", requestId: "req-7" }, { status: 400 })));
    open("/runs");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("The outcome is not known.");
    expect(alert.textContent).toContain("Change “outcome”");
    expect(alert.textContent).toContain("req-7");
  });

  it("move by j and open by Enter", async () => {
    server.use(
      http.get("*/v2/runs", () => HttpResponse.json(page<RunView>([fakeRun("r1"), fakeRun("r2")]))),
      http.get("*/v2/runs/:id", ({ params }) => HttpResponse.json(fakeRun(String(params.id)))),
      http.get("*/v2/runs/:id/steps", empty),
      http.get("*/v2/runs/:id/outline", ({ params }) => HttpResponse.json(fakeOutline(String(params.id)))),
      http.get("*/v2/runs/:id/annotations", empty),
      http.get("*/v2/runs/:id/verify", ({ params }) => HttpResponse.json(fakeProof(String(params.id)))),
    );
    const router = open("/runs");
    await screen.findByText("Task of r1");
    await userEvent.keyboard("jj{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/runs/r2"));
    expect(await screen.findByText("Verified", {}, { timeout: 5000 })).toBeDefined();
  });
});

describe("the candidates", () => {
  it("are promoted by p, leave the queue, and can be taken back", async () => {
    let decision: CandidateView["decision"] = "pending";
    const posted: string[] = [];
    server.use(
      http.get("*/v2/memory/candidates", ({ request }) => {
        const wanted = new URL(request.url).searchParams.get("decision");
        return HttpResponse.json(page<CandidateView>(wanted === decision ? [fakeCandidate("m1", { decision })] : []));
      }),
      http.post("*/v2/memory/m1/:act", ({ params, request }) => {
        posted.push(`${String(params.act)} ${request.headers.get("x-ctx-csrf")}`);
        decision = params.act === "undo" ? "pending" : "accepted";
        return HttpResponse.json(fakeCandidate("m1", { decision }));
      }),
    );
    open("/memories");
    await screen.findByText("Text of m1");
    await userEvent.keyboard("jp");
    expect(await screen.findByText("Nothing waits for a decision.")).toBeDefined();
    await userEvent.keyboard("u");
    expect(await screen.findByRole("link", { name: "Text of m1" })).toBeDefined();
    expect(posted).toEqual(["promote 1", "undo 1"]);
  });

  it("show what a bulk act changes before it does", async () => {
    server.use(http.get("*/v2/memory/candidates", () => HttpResponse.json(page<CandidateView>([fakeCandidate("m1"), fakeCandidate("m2", { decision: "merged" })]))));
    open("/memories?tab=all");
    await screen.findByText("Text of m1");
    await userEvent.click(screen.getByRole("checkbox", { name: "Select all rows loaded" }));
    await userEvent.click(within(screen.getByRole("region", { name: "Chosen rows" })).getByRole("button", { name: "Reject" }));
    const dialog = await screen.findByRole("alertdialog");
    expect(dialog.textContent).toContain("Text of m1");
    expect(dialog.textContent).not.toContain("Text of m2");
    expect(dialog.textContent).toContain("1 chosen row would not change");
  });
});

describe("without a session", () => {
  it("the page says how to sign in", async () => {
    server.use(http.get("*/v2/session", () => HttpResponse.json({ title: "Sign in first.", status: 401 }, { status: 401 })));
    open("/runs");
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeDefined();
  });
});
