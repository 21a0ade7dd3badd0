using System.Text.Json;
using Substrate.Proof;
using Substrate.Trace;

namespace Contracts.Recorder;

public enum RunState { Open, Complete }

/// <summary>Where an imported run came from. <paramref name="File"/> is the name inside what was uploaded.</summary>
public sealed record RunSource(string Format, string SessionId, string? File);

/// <summary>The run that a run belongs to.</summary>
/// <param name="RunId">Null until the parent has been recorded; it may never be.</param>
/// <param name="SessionId">The parent's session id in its source.</param>
/// <param name="Relation">subagent: started by a tool call; branch: another way on from an earlier point; continuation: what came after.</param>
/// <param name="Seq">The parent's step where this run begins.</param>
/// <param name="CallId">The parent's tool call that this run answers.</param>
public sealed record RunParent(Guid? RunId, string? SessionId, string Relation, int? Seq, string? CallId);

/// <summary>One run of a tree. <paramref name="ParentId"/> and what follows from it are null for the root.</summary>
public sealed record RunTreeNode(
    Guid RunId, Guid? ParentId, string? Relation, int? Seq, string Task, string Agent, string? Model, OutcomeStatus Outcome, int StepCount, int ErrorCount,
    DateTimeOffset StartedAt);

/// <param name="Nodes">Parents before their children.</param>
public sealed record RunTree(Guid Root, IReadOnlyList<RunTreeNode> Nodes);

/// <param name="ChainHead">SHA-256 (hex) that closes the hash chain over all steps; null while the run is open.</param>
/// <param name="Cost">US dollars, summed over steps that state one.</param>
public sealed record RunView(
    Guid Id, RunState State, string Task, AgentRef Agent, string? Project, string? Repo, string? User, string? Model, string? Conversation,
    string? TaskType, JsonElement? Config, Outcome Outcome, int StepCount, int ToolCallCount, int ErrorCount, TokenUsage Tokens, decimal? Cost,
    int RedactionCount, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt,
    string? ChainHead, int Revision, RunSource? Source, RunParent? Parent, int ChildCount);

public sealed record AppendSteps(IReadOnlyList<Step> Steps);

/// <param name="Accepted">Steps that were new.</param>
/// <param name="Duplicates">Steps that were already there with the same content.</param>
/// <param name="NextSeq">The lowest seq not yet recorded.</param>
public sealed record AppendStepsResult(int Accepted, int Duplicates, int NextSeq);

/// <param name="StepCount">When given, completing fails unless exactly so many steps are there.</param>
public sealed record CompleteRun(Outcome Outcome, DateTimeOffset? EndedAt = null, int? StepCount = null);

/// <summary>A secret that was taken out of a payload before it was hashed or stored.</summary>
/// <param name="Field">input, output, args or result.</param>
/// <param name="Kind">Kind of secret, for instance aws-access-key; never the value.</param>
public sealed record StepRedaction(string Field, string Kind, int Count);

/// <summary>Hashes are SHA-256 (hex) of canonical text; fetch the payload with GET /v2/blobs/{hash}.</summary>
public sealed record ToolCallView(
    string CallId, string Name, string? ArgsHash, string? ResultHash, bool IsError, int? ExitCode, string? ArgsPreview, string? ResultPreview);

/// <param name="Preview">First characters of the step's text, for lists.</param>
/// <param name="Depth">How many ancestors the step has, 16 at most.</param>
public sealed record StepView(
    int Seq, StepKind Kind, int? Parent, DateTimeOffset? T0, DateTimeOffset? T1, string? Name, string? Model,
    string? InputHash, string? OutputHash, ToolCallView? ToolCall, TokenUsage? Tokens, decimal? Cost, string? Error, Replayable Replayable,
    string? Preview, IReadOnlyList<StepRedaction> Redactions, string ContentHash, string? ChainHash, int Depth = 0);

/// <summary>A step with its payload texts, as the transcript stream sends it (one JSON object a line).</summary>
/// <param name="Truncated">True when a payload was longer than the asked maximum.</param>
public sealed record TranscriptStep(
    int Seq, StepKind Kind, int? Parent, DateTimeOffset? T0, DateTimeOffset? T1, string? Name, string? Input, string? Output,
    string? ToolName, string? CallId, string? Args, string? Result, bool IsError, int? ExitCode, string? Error, bool Truncated);

public sealed record BrokenLink(int Seq, string Reason);

/// <summary>What recomputing the proof of a run from what is stored showed.</summary>
/// <param name="Ok">True when no check is broken. An open run can be ok: its seal, signature and Merkle root are absent.</param>
/// <param name="Steps">Steps before the first broken one.</param>
/// <param name="FirstBroken">The first step whose content, link or payload is not what was recorded.</param>
/// <param name="Seal">The latest seal; null while the run is open.</param>
/// <param name="Checks">Each part with its first fault: chain, payloads, seal, signature, merkle, annotations.</param>
public sealed record VerifyResult(
    Guid RunId, bool Ok, int Steps, string? Head, BrokenLink? FirstBroken, RunState State, SealSummary? Seal, IReadOnlyList<ProofCheck> Checks);

/// <summary>What the platform itself adds to a run; kept in a hash chain of its own.</summary>
/// <param name="Kind">compile, memory, decision.</param>
/// <param name="Reference">Id of the thing it points to.</param>
/// <param name="MessageId">The message that said it; part of what the chain covers.</param>
public sealed record AnnotationView(int Seq, string Kind, string Reference, JsonElement? Data, DateTimeOffset At, string ChainHash, Guid MessageId);

/// <param name="Job">Job that imports; GET /v2/recorder/jobs/{id}.</param>
public sealed record ImportAccepted(Guid JobId);

public sealed record ImportFormats(IReadOnlyList<string> Items);

public sealed record ImportFailure(string File, int? Line, string Reason);

public enum ImportedFileState { Imported, Unchanged }

/// <summary>A run that a file of an upload became, extended, or was already.</summary>
/// <param name="Steps">Steps that were new.</param>
public sealed record ImportedRun(string File, Guid RunId, ImportedFileState State, int Steps);

/// <summary>The result of an import job; lists hold at most the first 1,000.</summary>
/// <param name="Imported">Runs added or extended.</param>
/// <param name="Unchanged">Runs already there with the same content.</param>
/// <param name="Failed">Recognised files that could not be read.</param>
/// <param name="Skipped">Files of no known format.</param>
/// <param name="Runs">Which run each file became.</param>
public sealed record ImportResult(
    int Imported, int Unchanged, IReadOnlyList<ImportFailure> Failed, IReadOnlyList<string> Skipped, int Steps, IReadOnlyDictionary<string, int> Formats,
    IReadOnlyList<ImportedRun>? Runs = null);
