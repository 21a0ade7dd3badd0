namespace Substrate.Trace;

/// <summary>
/// What the hash of a step covers: every field, with payloads replaced by their hashes, and which secrets were taken out of which. Times are UTC with microseconds,
/// the precision PostgreSQL keeps, so that the hash can be computed again from the stored row; money is text, because JSON numbers are doubles. What is null is left out,
/// hence the default of each.
/// </summary>
public sealed record StepContent(
    int Seq, StepKind Kind, Replayable Replayable, int? Parent = null, string? T0 = null, string? T1 = null, string? Name = null, string? Model = null,
    string? Input = null, string? Output = null, ToolContent? ToolCall = null, TokenUsage? Tokens = null, string? Cost = null, string? Error = null,
    IReadOnlyList<RedactionContent>? Redactions = null)
{
    /// <summary>SHA-256 of the RFC 8785 form.</summary>
    public string Hash() => StepCanon.Hash(this);

    public static string? Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Without trailing zeros: 0.10 and 0.1 are one amount.</summary>
    public static string? Money(decimal? amount) => amount?.ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>One entry per field and kind, ordered; null when nothing was taken out.</summary>
    public static IReadOnlyList<RedactionContent>? Redacted(IEnumerable<RedactionContent> redactions)
    {
        var sums = redactions.GroupBy(r => (r.Field, r.Kind)).Select(g => new RedactionContent(g.Key.Field, g.Key.Kind, g.Sum(r => r.Count)))
            .OrderBy(r => r.Field, StringComparer.Ordinal).ThenBy(r => r.Kind, StringComparer.Ordinal).ToList();
        return sums.Count == 0 ? null : sums;
    }
}

public sealed record ToolContent(string CallId, string Name, bool IsError, string? Args = null, string? Result = null, int? ExitCode = null);

public sealed record RedactionContent(string Field, string Kind, int Count);
