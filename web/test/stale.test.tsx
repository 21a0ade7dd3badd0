import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createQueryClient } from "@/api/client";
import type { CompilePreview, CompileRequest } from "@/api/contract";
import { createDashboardRouter } from "@/router";
import { fakeEntry } from "./fakes";

const previewOf = (budget: number): CompilePreview => ({
  markdown: `window of ${budget}`, messages: [], items: [], usedTokens: 7, budget, addedTexts: {}, warning: null,
  receipt: {
    budget, usedTokens: 7, at: "2026-03-01T10:00:00Z", entries: [fakeEntry("n")], lanes: [], memory: { availability: "disabled", asOf: null, filtered: {} }, disabledRules: [], envelopes: [],
    profile: { name: "default", version: 1 },
  } as unknown as CompilePreview["receipt"],
});

const empty = () => HttpResponse.json({ items: [], nextCursor: null });
// Answers wait here, so that a test says in which order they come.
const waiting = new Map<number, () => void>();
const server = setupServer(
  http.get("*/v2/session", () => HttpResponse.json({ orgId: "o", subject: "ada", role: "owner", orgName: "default" })),
  ...["context/profiles", "runs", "memory/candidates", ":service/jobs", ":service/dead-letters"].map((path) => http.get(`*/v2/${path}`, empty)),
  http.post("*/v2/context/compile/preview", async ({ request }) => {
    const { budget } = (await request.json()) as CompileRequest;
    await new Promise<void>((resolve) => waiting.set(budget, resolve));
    return HttpResponse.json(previewOf(budget));
  }),
);

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => sessionStorage.setItem("playground", JSON.stringify({ task: "Fix it", items: [{ id: "n", kind: "document", text: "x", pinned: false }], memory: false })));
afterEach(() => {
  server.resetHandlers();
  sessionStorage.clear();
});
afterAll(() => server.close());

it("a late answer to an earlier place of the slider never replaces the answer to a later one", async () => {
  const client = createQueryClient();
  const router = createDashboardRouter(client, createMemoryHistory({ initialEntries: ["/context/playground?budget=700"] }));
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  const budget = await screen.findByLabelText("Budget in tokens");
  const sum = () => document.querySelector(".budget-sum")?.textContent;
  await waitFor(() => expect(waiting.has(700)).toBe(true));
  waiting.get(700)!();
  await waitFor(() => expect(sum()).toContain("of 700 tokens"));

  for (const next of [800, 900]) {
    fireEvent.change(budget, { target: { value: String(next) } });
    await waitFor(() => expect(waiting.has(next)).toBe(true));
  }
  expect(sum()).toContain("of 700 tokens");
  waiting.get(900)!();
  await waitFor(() => expect(sum()).toContain("of 900 tokens"));
  waiting.get(800)!();
  await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
  expect(sum()).toContain("of 900 tokens");
});
