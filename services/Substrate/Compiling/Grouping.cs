using System.Buffers;
using System.Globalization;
using Substrate.Scoping;

namespace Substrate.Compiling;

/// <summary>
/// Messages of one source that stand next to each other are rendered as one fenced list, a line each: a heading and a fence of their own cost more tokens
/// than most of them have words. The day stands once above its lines, its year when it is another one; who speaks stands when it is somebody else than on
/// the line above. A line of the list starts with "- " or is a date, so a message cannot pass for another one or for the list's end. A message of more than
/// one line is not listed.
/// </summary>
/// <param name="Named">Whether each line says who speaks: beside one that does not, a name that is left out would be the wrong one's.</param>
internal sealed record Grouping(string Uri, Trust Trust, Sensitivity Sensitivity, bool Named)
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\u0085\u2028\u2029");

    /// <summary>Null for what stands alone. Trust and sensitivity are part of it: each list is of one sort, shown or hidden as a whole.</summary>
    public static Grouping? Of(Candidate candidate) =>
        candidate.Item.Kind == ItemKind.Message && candidate.Lane.Order == LaneOrder.Chronological && !Rendering.Shown(candidate).AsSpan().ContainsAny(LineEnds)
            ? new(candidate.Item.Source.Uri, candidate.Item.Trust, candidate.Item.Sensitivity, Name(Rendering.Shown(candidate)).Length > 0)
            : null;

    /// <summary>The day (UTC) that stands above the line; null for none, or when it is that of the line before.</summary>
    /// <param name="before">The line before it in the list; null for the first.</param>
    public static string? Day(Candidate? before, Candidate candidate)
    {
        if (candidate.Item.At?.UtcDateTime.Date is not { } day) return null;
        var last = before?.Item.At?.UtcDateTime.Date;
        return day == last ? null : day.ToString(day.Year == last?.Year ? "d MMMM" : "d MMMM yyyy", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// "Kim: " when the line above is Kim's too, so that it need not be said again; empty otherwise. Never when what is left would look as if somebody else spoke.
    /// </summary>
    public static string SaidBefore(Candidate? before, Candidate candidate)
    {
        if (before is null || Name(Rendering.Shown(candidate)) is not { Length: > 0 } name || name != Name(Rendering.Shown(before))) return "";
        return Name(Rendering.Shown(candidate)[name.Length..]).Length == 0 ? name : "";
    }

    private static string Name(string text) => Conversations.Speaker(text).Count == 0 ? "" : text[..(text.IndexOf(": ", StringComparison.Ordinal) + 2)];
}
