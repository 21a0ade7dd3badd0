using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Substrate.Scoping;

namespace Substrate.Compiling;

/// <summary>
/// Messages of one source that stand next to each other are rendered as one fenced list, a line each: a heading and a fence of their own cost more tokens
/// than most of them have words. The day stands once above its lines, its year when it is another one; who speaks stands when it is somebody else than on
/// the line above. No line of a list looks like a day but a day, so a message cannot pass for when others were said; one of more than one line, or of such
/// a look, is not listed.
/// </summary>
/// <param name="Named">Whether each line says who speaks: beside one that does not, a name that is left out would be the wrong one's.</param>
internal sealed record Grouping(string Uri, Trust Trust, Sensitivity Sensitivity, bool Named)
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\u0085\u2028\u2029");

    private static readonly Regex DayAlone = new(@"^\s*[0-9]{1,2}\s+\p{L}+(\s+[0-9]{4})?\s*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>Null for what stands alone. Trust and sensitivity are part of it: each list is of one sort, shown or hidden as a whole.</summary>
    public static Grouping? Of(Candidate candidate)
    {
        if (candidate.Item.Kind != ItemKind.Message || candidate.Lane.Order != LaneOrder.Chronological) return null;
        var text = Rendering.Shown(candidate);
        return IsLine(text) ? new(candidate.Item.Source.Uri, candidate.Item.Trust, candidate.Item.Sensitivity, Conversations.SpeakerLength(text) > 0) : null;
    }

    /// <summary>The day (UTC) that stands above the line; null for none, or when it is that of the line before.</summary>
    /// <param name="before">The line before it in the list; null for the first.</param>
    public static string? Day(Candidate? before, Candidate candidate) =>
        NewDay(before, candidate) is var (day, sameYear) ? day.ToString(sameYear ? "d MMMM" : "d MMMM yyyy", CultureInfo.InvariantCulture) : null;

    /// <summary>That day, and whether it is of the same year as that of the line before: its text depends on nothing else.</summary>
    /// <inheritdoc cref="Day"/>
    public static (DateTime Day, bool SameYear)? NewDay(Candidate? before, Candidate candidate)
    {
        if (candidate.Item.At?.UtcDateTime.Date is not { } day) return null;
        var last = before?.Item.At?.UtcDateTime.Date;
        return day == last ? null : (day, day.Year == last?.Year);
    }

    /// <summary>
    /// "Kim: " when the line above is Kim's too, so that it need not be said again; empty otherwise. Never when what is left would look as if somebody else spoke.
    /// </summary>
    public static ReadOnlySpan<char> SaidBefore(Candidate? before, Candidate candidate)
    {
        if (before is null) return "";
        var text = Rendering.Shown(candidate).AsSpan();
        var name = Name(text);
        var left = text[name.Length..];
        return name.Length > 0 && name.SequenceEqual(Name(Rendering.Shown(before))) && Name(left).Length == 0 && IsLine(left) ? name : "";
    }

    private static bool IsLine(ReadOnlySpan<char> text) => text.TrimStart() is { Length: > 0 } words && !text.ContainsAny(LineEnds) && !(char.IsAsciiDigit(words[0]) && DayAlone.IsMatch(text));

    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> text) => Conversations.SpeakerLength(text) is > 0 and var length ? text[..(length + 2)] : "";
}
