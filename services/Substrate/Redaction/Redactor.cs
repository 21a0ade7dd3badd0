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
    public const string RulesVersion = "4";

    private const int MaxPasses = 8;

    public static RedactionResult Redact(string text, RedactionSettings settings)
    {
        var spans = Find(text, settings.Profile, settings.Pii);
        if (spans.Count == 0) return new RedactionResult(text, []);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        // Taking one secret out can free the edge of another that stood against it, so look again around the marks until nothing is found.
        for (var pass = 0; pass < MaxPasses && spans.Count > 0; pass++)
        {
            (text, var marks) = Replace(text, spans, settings.Key.Span, counts);
            spans = Surroundings.Find(text, marks, settings);
        }
        return new RedactionResult(text, [.. counts.Select(pair => new RedactionFinding(pair.Key, pair.Value))]);
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
        var passed = 0;
        foreach (var span in spans.Select(span => Escapes.Outside(text, span)).OrderBy(span => span.Start).ThenByDescending(span => span.Length))
        {
            while (passed < marks.Count && marks[passed].End.Value <= span.Start) passed++;
            if (span.Length <= 0 || Touches(marks, passed, span)) continue;
            if (apart.Count > 0 && apart[^1] is var last && span.Start < last.End) apart[^1] = last with { Length = Math.Max(last.End, span.End) - last.Start };
            else apart.Add(span);
        }
        return apart;
    }

    /// <summary>A mark may lie whole within a longer secret; nothing may be found inside one or across its edge.</summary>
    private static bool Touches(List<Range> marks, int from, SecretSpan span)
    {
        for (var i = from; i < marks.Count && marks[i].Start.Value < span.End; i++)
        {
            var (start, end) = (marks[i].Start.Value, marks[i].End.Value);
            if (span.Start > start || end > span.End || span.Length == end - start) return true;
        }
        return false;
    }

    /// <returns>The new text, and where its new marks stand.</returns>
    private static (string Text, List<Range> Marks) Replace(string text, IReadOnlyList<SecretSpan> spans, ReadOnlySpan<byte> key, SortedDictionary<string, int> counts)
    {
        var result = new StringBuilder(text.Length);
        var marks = new List<Range>(spans.Count);
        var done = 0;
        foreach (var span in spans)
        {
            result.Append(text, done, span.Start - done);
            var start = result.Length;
            result.Append(RedactionMark.Of(span.Kind, text.AsSpan(span.Start, span.Length), key));
            marks.Add(start..result.Length);
            done = span.End;
            counts[span.Kind] = counts.GetValueOrDefault(span.Kind) + 1;
        }
        return (result.Append(text, done, text.Length - done).ToString(), marks);
    }
}
