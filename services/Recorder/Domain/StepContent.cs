using Substrate.Hashing;
using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>
/// What the hash of a step covers: every field, with payloads replaced by their hashes. Times are UTC with microseconds,
/// the precision PostgreSQL keeps, so that the hash can be computed again from the stored row. What is null is left out, hence the default of each.
/// </summary>
internal sealed record StepContent(
    int Seq, StepKind Kind, Replayable Replayable, int? Parent = null, string? T0 = null, string? T1 = null, string? Name = null, string? Model = null,
    string? Input = null, string? Output = null, ToolContent? ToolCall = null, TokenUsage? Tokens = null, decimal? Cost = null, string? Error = null)
{
    public string Hash() => StepCanon.Hash(this);

    public static string? Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed record ToolContent(string CallId, string Name, bool IsError, string? Args = null, string? Result = null, int? ExitCode = null);
