// Wire shapes for tests, whole and typed by the services' own documents.
import type { CandidateView, JobView, ReceiptEntry, RunOutline, RunTreeNode, RunView, StepView, VerifyResult } from "@/api/contract";

const at = "2026-03-01T10:00:00Z";

export const fakeStep = (seq: number, change: Partial<StepView> = {}): StepView =>
  ({
    ...({
      seq, kind: "llm", parent: null, t0: null, t1: null, name: null, model: null, inputHash: null, outputHash: null, toolCall: null, tokens: null, cost: null,
      error: null, replayable: "none", preview: null, redactions: [], contentHash: "0".repeat(64), chainHash: null, depth: 0,
    } satisfies StepView),
    ...change,
  });

export const fakeCall = (seq: number, parent: number, exitCode: number | null = 0): StepView =>
  fakeStep(seq, { kind: "tool", parent, toolCall: { callId: `c${seq}`, name: "bash", argsHash: null, resultHash: null, isError: false, exitCode, argsPreview: '{"command":"ls"}', resultPreview: null } });

export const fakeJob = (id: string, change: Partial<JobView> = {}): JobView =>
  ({
    ...({
      id, service: "recorder", kind: "import", title: id, status: "done", done: 0, total: null, unit: null, error: null, errors: [], errorCount: 0, result: null,
      attempts: 1, createdBy: "owner", createdAt: at, startedAt: null, finishedAt: null,
    } satisfies JobView),
    ...change,
  });

export const fakeRun = (id: string, change: Partial<RunView> = {}): RunView =>
  ({
    ...({
      id, state: "complete", task: `Task of ${id}`, agent: { name: "agent", version: null }, project: null, repo: "acme/dates", user: null, model: null, conversation: null, taskType: null, config: null,
      outcome: { status: "succeeded", reward: null, checks: null }, stepCount: 3, toolCallCount: 1, errorCount: 0, tokens: { in: null, out: null, cacheRead: null, cacheWrite: null, reasoning: null }, cost: null,
      redactionCount: 0, startedAt: at, endedAt: null, createdAt: at, completedAt: at, chainHead: null, revision: 1, source: null, parent: null, childCount: 0,
    } satisfies RunView),
    ...change,
  });

export const fakeCandidate = (id: string, change: Partial<CandidateView> = {}): CandidateView =>
  ({
    ...({
      id, runId: "r1", episodeId: "e1", type: "procedure", subject: "tests", text: `Text of ${id}`, scope: { repo: "acme/dates" }, sensitivity: "internal", trust: "tool_internal", expiresAt: null,
      confidence: 0.6, parts: { outcome: 1 }, decision: "pending", reason: "Between the thresholds.", mergedInto: null, evidence: [], createdAt: at, decidedBy: null,
    } satisfies CandidateView),
    ...change,
  });

export const fakeEntry = (itemId: string, change: Partial<ReceiptEntry> = {}): ReceiptEntry =>
  ({
    ...({ itemId, kind: "file", lane: "evidence", decision: "included", position: 0, tokens: 10, score: 0.5, parts: {}, sourceUri: `file:///${itemId}`, detail: "" } satisfies ReceiptEntry),
    ...change,
  });

export const fakeOutline = (runId: string, change: Partial<RunOutline> = {}): RunOutline =>
  ({
    ...({ runId, count: 0, pageSize: 100, pages: [], kinds: {}, errorCount: 0, errors: [], startedAt: null, endedAt: null, maxDepth: 0, hasDurations: false, hasTokens: false, stretches: [] } satisfies RunOutline),
    ...change,
  });

export const fakeNode = (runId: string, parentId: string | null = null, seq: number | null = null): RunTreeNode => ({
  runId, parentId, relation: parentId === null ? null : "subagent", seq, task: `Task of ${runId}`, agent: "agent", model: null, outcome: "succeeded", stepCount: 3, errorCount: 0, startedAt: at,
});

export const fakeProof = (runId: string): VerifyResult => ({
  runId, ok: true, steps: 3, head: null, firstBroken: null, state: "complete", seal: { revision: 1, kid: "k1", signedAt: at, merkleRoot: "0".repeat(64) },
  checks: (["chain", "payloads", "seal", "signature", "merkle", "annotations"] as const).map((part) => ({ part, state: "ok", fault: null })),
});
