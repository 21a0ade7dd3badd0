using Substrate.Hashing;
using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>
/// What the hash of a step covers: every field, with payloads replaced by their hashes. Times are UTC with microseconds,
/// the precision PostgreSQL keeps, so that the hash can be computed again from the stored row.
/// </summary>
internal sealed record StepContent(
    int Seq, StepKind Kind, int? Parent, string? T0, string? T1, string? Name, string? Model, string? Input, string? Output,
    ToolContent? ToolCall, TokenUsage? Tokens, decimal? Cost, string? Error, Replayable Replayable)
{
    public string Hash() => ContentHash.OfJson(this);

    public static string? Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed record ToolContent(string CallId, string Name, string? Args, string? Result, bool IsError, int? ExitCode);
