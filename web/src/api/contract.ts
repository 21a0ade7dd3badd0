// The wire shapes of the platform. Null members are omitted on the wire, so every nullable member is optional here: test with == null.

export type Scope = { project?: string | null; repo?: string | null; agent?: string | null; user?: string | null; taskType?: string | null; run?: string | null };
export type Sensitivity = "public" | "internal" | "confidential" | "restricted";
export type Trust = "tool_external" | "model" | "tool_internal" | "user";

export type Page<T> = { items: T[]; nextCursor?: string | null };

// Recorder
export type RunState = "open" | "complete";
export type OutcomeStatus = "unknown" | "succeeded" | "failed" | "aborted" | "infra_error";
export type OutcomeCheck = { name: string; passed: boolean; detail?: string | null };
export type Outcome = { status: OutcomeStatus; reward?: number | null; checks?: OutcomeCheck[] | null };
export type TokenUsage = { in?: number | null; out?: number | null; cacheRead?: number | null; cacheWrite?: number | null; reasoning?: number | null };
export type RunSource = { format: string; sessionId: string; file?: string | null };
export type RunView = {
  id: string;
  state: RunState;
  task: string;
  agent: { name: string; version?: string | null };
  project?: string | null;
  repo?: string | null;
  user?: string | null;
  model?: string | null;
  conversation?: string | null;
  taskType?: string | null;
  config?: unknown;
  outcome: Outcome;
  stepCount: number;
  toolCallCount: number;
  errorCount: number;
  tokens: TokenUsage;
  cost?: number | null;
  redactionCount: number;
  startedAt?: string | null;
  endedAt?: string | null;
  createdAt: string;
  completedAt?: string | null;
  chainHead?: string | null;
  revision: number;
  source?: RunSource | null;
};
export type StepKind = "system" | "user" | "llm" | "tool" | "compaction" | "policy" | "compile" | "handoff" | "eval" | "note";
export type StepRedaction = { field: string; kind: string; count: number };
export type ToolCallView = {
  callId: string;
  name: string;
  argsHash?: string | null;
  resultHash?: string | null;
  isError: boolean;
  exitCode?: number | null;
  argsPreview?: string | null;
  resultPreview?: string | null;
};
export type StepView = {
  seq: number;
  kind: StepKind;
  parent?: number | null;
  t0?: string | null;
  t1?: string | null;
  name?: string | null;
  model?: string | null;
  inputHash?: string | null;
  outputHash?: string | null;
  toolCall?: ToolCallView | null;
  tokens?: TokenUsage | null;
  cost?: number | null;
  error?: string | null;
  replayable: "none" | "reply_only" | "full";
  preview?: string | null;
  redactions: StepRedaction[];
  contentHash: string;
  chainHash?: string | null;
};
export type VerifyResult = { runId: string; ok: boolean; steps: number; head?: string | null; firstBroken?: { seq: number; reason: string } | null };
export type AnnotationView = { seq: number; kind: string; reference: string; data?: unknown; at: string; chainHash: string };

// Memory
export type MemoryType = "fact" | "procedure" | "warning" | "preference" | "summary";
export type MemoryStatus = "active" | "pinned" | "quarantined" | "expired" | "superseded" | "rejected";
export type CandidateDecision = "pending" | "accepted" | "rejected" | "merged" | "quarantined" | "expired";
export type EvidenceView = { runId: string; seq: number; field: string; start: number; end: number; quote: string };
export type CandidateView = {
  id: string;
  runId: string;
  episodeId: string;
  type: MemoryType;
  subject: string;
  text: string;
  scope: Scope;
  sensitivity: Sensitivity;
  trust: Trust;
  expiresAt?: string | null;
  confidence: number;
  parts: Record<string, number>;
  decision: CandidateDecision;
  reason: string;
  mergedInto?: string | null;
  evidence: EvidenceView[];
  createdAt: string;
  decidedBy?: string | null;
};
export type MemoryEvent = { at: string; action: string; by: string; reason?: string | null };
export type MemoryView = {
  id: string;
  type: MemoryType;
  subject: string;
  text: string;
  scope: Scope;
  sensitivity: Sensitivity;
  trust: Trust;
  status: MemoryStatus;
  confidence: number;
  parts: Record<string, number>;
  corroboration: number;
  usageCount: number;
  lastUsedAt?: string | null;
  createdAt: string;
  expiresAt?: string | null;
  evidence: EvidenceView[];
  history: MemoryEvent[];
};
export type MemoryUsage = { compileId: string; runId?: string | null; task: string; included: boolean; reasonCode: string; score: number; at: string };

// Context
export type ReasonCode =
  | "included" | "scope_denied" | "sensitivity_denied" | "policy_denied" | "redacted" | "expired" | "superseded" | "quarantined"
  | "unverified" | "duplicate_of" | "below_floor" | "budget_evicted" | "trust_too_low" | "disabled";
export type ItemKind = "instruction" | "task" | "message" | "file" | "document" | "tool_result" | "memory" | "summary" | "handoff";
export type LaneUse = { lane: string; reserved: number; used: number; items: number };
export type ReceiptEntry = {
  itemId: string;
  kind: ItemKind;
  lane: string;
  decision: ReasonCode;
  position?: number | null;
  tokens: number;
  score: number;
  parts: Record<string, number>;
  sourceUri: string;
  detail: string;
  duplicateOf?: string | null;
  rules?: string[] | null;
  textHash?: string | null;
};
export type Receipt = {
  compilerVersion: string;
  buildVersion: string;
  profile: { name: string; version: number };
  envelopes: { name: string; version: number }[];
  disabledRules: string[];
  tokenizer: string;
  budget: number;
  usedTokens: number;
  lanes: LaneUse[];
  entries: ReceiptEntry[];
  memory: { availability: "used" | "disabled" | "unavailable"; asOf?: number | null; filtered: Record<string, number> };
  inputsHash: string;
  outputHash: string;
  at: string;
};
export type CompileSummary = {
  id: string;
  runId?: string | null;
  task: string;
  scope: Scope;
  budget: number;
  usedTokens: number;
  candidates: number;
  included: number;
  memoriesIncluded: number;
  at: string;
};
export type CompileDetail = {
  id: string;
  runId?: string | null;
  task: string;
  scope: Scope;
  at: string;
  receipt: Receipt;
  receiptHash: string;
  markdown: string;
  messages: { role: string; content: string }[];
  itemTexts: Record<string, string>;
};
export type ReceiptSeal = { number: number; leaf: number; receipts: number; root: string; hash: string; at: string };
export type CompileVerification = { compileId: string; ok: boolean; receiptHash: string; recomputed?: boolean | null; seal?: ReceiptSeal | null; problems: string[]; note?: string | null };
export type WhyAnswer = { compileId: string; itemId: string; decision: ReasonCode; answer: string; entry: ReceiptEntry };

// Jobs, the same shape in every service
export type JobStatus = "queued" | "running" | "done" | "done_with_errors" | "failed" | "cancelled";
export type JobView = {
  id: string;
  service: string;
  kind: string;
  title: string;
  status: JobStatus;
  done: number;
  total?: number | null;
  unit?: string | null;
  error?: string | null;
  errors: { subject: string; line?: number | null; reason: string }[];
  errorCount: number;
  result?: unknown;
  attempts: number;
  createdBy: string;
  createdAt: string;
  startedAt?: string | null;
  finishedAt?: string | null;
};
export type DeadLetterView = { id: string; service: string; messageType: string; endpoint: string; error: string; attempts: number; body: unknown; at: string };

// Gateway
export type Role = "viewer" | "member" | "admin" | "owner";
export type KeyView = {
  id: string;
  name: string;
  role: Role;
  prefix: string;
  createdAt: string;
  expiresAt?: string | null;
  lastUsedAt?: string | null;
  revokedAt?: string | null;
};
export type KeyCreated = { key: KeyView; secret: string };
export type SessionView = { orgId: string; subject: string; role: Role; orgName: string };
