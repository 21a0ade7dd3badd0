using System.Buffers;
using Substrate.Scoping;

namespace Substrate.Compiling;

/// <summary>
/// Messages of one source that stand next to each other are rendered as one fenced list, a line each, with the day once: a heading and a fence of their own
/// cost more tokens than most of them have words. A line of the list starts with "- " or is a date, so a message cannot pass for another one or for the
/// list's end. A message of more than one line is not listed.
/// </summary>
internal sealed record Grouping(string Uri, Trust Trust, Sensitivity Sensitivity)
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\u0085\u2028\u2029");

    /// <summary>Null for what stands alone. Trust and sensitivity are part of it: each list is of one sort, shown or hidden as a whole.</summary>
    public static Grouping? Of(Candidate candidate) =>
        candidate.Item.Kind == ItemKind.Message && candidate.Lane.Order == LaneOrder.Chronological && !Rendering.Shown(candidate).AsSpan().ContainsAny(LineEnds)
            ? new(candidate.Item.Source.Uri, candidate.Item.Trust, candidate.Item.Sensitivity)
            : null;

    /// <summary>The day (UTC) that stands above the line; null for none.</summary>
    public static string? Day(Candidate candidate) => candidate.Item.At is { } at ? $"{at.UtcDateTime:yyyy-MM-dd}" : null;
}
