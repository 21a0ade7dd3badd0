// The wire shapes by their names; each is what a service's OpenAPI document says.
import type { components as Context } from "@/api/generated/context";
import type { components as Gateway } from "@/api/generated/gateway";
import type { components as Memory } from "@/api/generated/memory";
import type { components as Recorder } from "@/api/generated/recorder";

/** One page of a list, newest first; without a next cursor it was the last. */
export type Page<T> = { items: T[]; nextCursor?: string | null };

export type RunView = Recorder["schemas"]["RunView"];
export type OutcomeStatus = Recorder["schemas"]["OutcomeStatus"];
export type StepKind = Recorder["schemas"]["StepKind"];
export type StepView = Recorder["schemas"]["StepView"];
export type RunOutline = Recorder["schemas"]["RunOutline"];
export type VerifyResult = Recorder["schemas"]["VerifyResult"];
export type ProofCheck = Recorder["schemas"]["ProofCheck"];
export type ProofPart = Recorder["schemas"]["ProofPart"];
export type RunTreeNode = Recorder["schemas"]["RunTreeNode"];
export type RunComparison = Recorder["schemas"]["RunComparison"];
export type ComparedStep = Recorder["schemas"]["ComparedStep"];
export type ComparedAs = Recorder["schemas"]["ComparedAs"];
export type AnnotationView = Recorder["schemas"]["AnnotationView"];
export type JobView = Recorder["schemas"]["JobView"];
export type DeadLetterView = Recorder["schemas"]["DeadLetterView"];
export type ProvenanceRef = Recorder["schemas"]["ProvenanceRef"];
export type ProvenanceNode = Recorder["schemas"]["ProvenanceNode"];
export type ProvenanceEdge = Recorder["schemas"]["ProvenanceEdge"];
export type ProvenanceQuote = Recorder["schemas"]["ProvenanceQuote"];
export type ProvenanceMore = Recorder["schemas"]["ProvenanceMore"];
export type ProvenanceGraph = Recorder["schemas"]["ProvenanceGraph"];

export type Scope = Memory["schemas"]["Scope"];
export type MemoryType = Memory["schemas"]["MemoryType"];
export type MemoryStatus = Memory["schemas"]["MemoryStatus"];
export type CandidateDecision = Memory["schemas"]["CandidateDecision"];
export type EvidenceView = Memory["schemas"]["EvidenceView"];
export type CandidateView = Memory["schemas"]["CandidateView"];
export type FeedbackVerdict = Memory["schemas"]["FeedbackVerdict"];
export type MemoryView = Memory["schemas"]["MemoryView"];

export type ReasonCode = Context["schemas"]["ReasonCode"];
export type ItemKind = Context["schemas"]["ItemKind"];
export type LaneUse = Context["schemas"]["LaneUse"];
export type ReceiptEntry = Context["schemas"]["ReceiptEntry"];
export type ItemVariant = Context["schemas"]["ItemVariant"];
export type Receipt = Context["schemas"]["Receipt"];
export type CompileSummary = Context["schemas"]["CompileSummary"];
export type CompileDetail = Context["schemas"]["CompileDetail"];
export type RunWindowView = Context["schemas"]["RunWindowView"];
export type CompileRequest = Context["schemas"]["CompileRequest"];
export type CompilePreview = Context["schemas"]["CompilePreview"];
export type ContextItem = Context["schemas"]["ContextItem"];
export type ProfileSummary = Context["schemas"]["ProfileSummary"];
export type ProfileVersionFacts = Context["schemas"]["ProfileVersionFacts"];
export type ProfileVersionView = Context["schemas"]["ProfileVersionView"];
export type ProfileChange = Context["schemas"]["ProfileChange"];

export type Role = Gateway["schemas"]["Role"];
export type KeyView = Gateway["schemas"]["KeyView"];
export type KeyCreated = Gateway["schemas"]["KeyCreated"];
