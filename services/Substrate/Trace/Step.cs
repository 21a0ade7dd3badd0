using System.Text.Json;

namespace Substrate.Trace;

/// <summary>How far a step can be served again from its recording.</summary>
public enum Replayable { None, ReplyOnly, Full }

/// <summary>Tokens of one model call. Null means the source did not say, which is not zero.</summary>
public sealed record TokenUsage(long? In = null, long? Out = null, long? CacheRead = null, long? CacheWrite = null, long? Reasoning = null);

/// <summary>One executed tool call. Payloads are any JSON value; a JSON string is stored as plain text.</summary>
/// <param name="ExitCode">Exit status of a command, when the tool ran one.</param>
public sealed record ToolCall(
    string CallId, string Name, JsonElement? Args = null, JsonElement? Result = null, bool IsError = false, int? ExitCode = null);

/// <summary>
/// One step of a run as a client sends it. A message's content (system, user, llm text) is <c>Output</c>; what went into a model call, when recorded, is <c>Input</c>.
/// </summary>
/// <param name="Seq">Position in the run; owned by the client, counts from 0, without gaps when the run is complete.</param>
/// <param name="Parent">Seq of the step that caused this one.</param>
/// <param name="Cost">US dollars.</param>
public sealed record Step(
    int Seq,
    StepKind Kind,
    int? Parent = null,
    DateTimeOffset? T0 = null,
    DateTimeOffset? T1 = null,
    string? Name = null,
    string? Model = null,
    JsonElement? Input = null,
    JsonElement? Output = null,
    ToolCall? ToolCall = null,
    TokenUsage? Tokens = null,
    decimal? Cost = null,
    string? Error = null,
    Replayable Replayable = Replayable.None);
