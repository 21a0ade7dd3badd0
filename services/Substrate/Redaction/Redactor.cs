using System.Text;

namespace Substrate.Redaction;

/// <summary>How often one kind of secret was taken out; never the value.</summary>
public sealed record RedactionFinding(string Kind, int Count);

public sealed record RedactionResult(string Text, IReadOnlyList<RedactionFinding> Findings);

/// <summary>
/// Takes secrets out of text and leaves keyed marks (<see cref="RedactionMark"/>). Works on plain text and on JSON text alike.
/// Redacting twice changes nothing. Text without a secret comes back as the same instance; text without a keyword costs one scan.
/// </summary>
public static class Redactor
{
    /// <summary>Changes whenever the same text could be redacted differently: what was stored under another version is due for a new look.</summary>
    public const string RulesVersion = "2";

    private const int MaxPasses = 8;

    public static RedactionResult Redact(string text, RedactionSettings settings)
    {
        SortedDictionary<string, int>? counts = null;
        // Taking one secret out can free the edge of another that stood against it, so look again until nothing is found.
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var spans = Find(text, settings.Profile, settings.Pii);
            if (spans.Count == 0) break;
            counts ??= new SortedDictionary<string, int>(StringComparer.Ordinal);
            text = Replace(text, spans, settings.Key.Span, counts);
        }
        return new RedactionResult(text, counts is null ? [] : [.. counts.Select(pair => new RedactionFinding(pair.Key, pair.Value))]);
    }

    /// <summary>Secrets from left to right, none overlapping another, none within a mark.</summary>
    public static IReadOnlyList<SecretSpan> Find(string text, RedactionProfile profile, PiiClasses pii) => Disjoint(text, Detectors.Find(Escapes.Blank(text), profile, pii));

    /// <summary>
    /// Leftmost first; of two that start together the longer; of equals the one found by the detector listed first (the sort is stable).
    /// One that overlaps an earlier one lends it its end.
    /// </summary>
    internal static List<SecretSpan> Disjoint(string text, List<SecretSpan> spans)
    {
        if (spans.Count == 0) return spans;
        var marks = RedactionMark.In(text);
        var apart = new List<SecretSpan>(spans.Count);
        foreach (var span in spans.Select(span => OutsideEscapes(text, span)).OrderBy(span => span.Start).ThenByDescending(span => span.Length))
        {
            if (span.Length <= 0 || marks.Exists(mark => Touches(mark, span))) continue;
            if (apart.Count > 0 && apart[^1] is var last && span.Start < last.End) apart[^1] = last with { Length = Math.Max(last.End, span.End) - last.Start };
            else apart.Add(span);
        }
        return apart;
    }

    /// <summary>A mark may lie whole within a longer secret; nothing may be found inside one or across its edge.</summary>
    private static bool Touches(Range mark, SecretSpan span)
    {
        var (start, end) = (mark.Start.Value, mark.End.Value);
        var covered = span.Start <= start && end <= span.End && span.Length > end - start;
        return span.Start < end && start < span.End && !covered;
    }

    /// <summary>A backslash at the end belongs to the quote or letter after it: JSON has to stay JSON.</summary>
    private static SecretSpan OutsideEscapes(string text, SecretSpan span)
    {
        var length = span.Length;
        while (length > 0 && text[span.Start + length - 1] == '\\') length--;
        return span with { Length = length };
    }

    private static string Replace(string text, IReadOnlyList<SecretSpan> spans, ReadOnlySpan<byte> key, SortedDictionary<string, int> counts)
    {
        var result = new StringBuilder(text.Length);
        var done = 0;
        foreach (var span in spans)
        {
            result.Append(text, done, span.Start - done).Append(RedactionMark.Of(span.Kind, text.AsSpan(span.Start, span.Length), key));
            done = span.End;
            counts[span.Kind] = counts.GetValueOrDefault(span.Kind) + 1;
        }
        return result.Append(text, done, text.Length - done).ToString();
    }
}
