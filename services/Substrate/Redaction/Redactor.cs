using System.Buffers;
using System.Text;

namespace Substrate.Redaction;

/// <summary>How often one kind of secret was taken out; never the value.</summary>
public sealed record RedactionFinding(string Kind, int Count);

public sealed record RedactionResult(string Text, IReadOnlyList<RedactionFinding> Findings);

/// <summary>
/// Takes secrets out of text and leaves keyed marks (<see cref="RedactionMark"/>). Works on plain text and on JSON text alike.
/// Redacting twice changes nothing. Text without a secret comes back as the same instance; ordinary text costs one vectorised scan.
/// </summary>
public static class Redactor
{
    /// <summary>Changes whenever the same text could be redacted differently: what was stored under another version is due for a new look.</summary>
    public const string RulesVersion = "1";

    private const int MaxPasses = 8;

    private static readonly SearchValues<string> AnyKeyword =
        SearchValues.Create([.. SecretRules.All.SelectMany(rule => rule.Keywords).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);

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

    /// <summary>Secrets from left to right, none overlapping another or a mark.</summary>
    public static IReadOnlyList<SecretSpan> Find(string text, RedactionProfile profile, PiiClasses pii)
    {
        var spans = new List<SecretSpan>();
        if (text.AsSpan().IndexOfAny(AnyKeyword) < 0) return spans;
        foreach (var rule in SecretRules.All)
        {
            if (Array.Exists(rule.Keywords, keyword => text.Contains(keyword, rule.Comparison))) rule.Find(text, spans);
        }
        spans.RemoveAll(span => text.AsSpan(span.Start, span.Length).StartsWith(RedactionMark.Prefix));
        return Disjoint(spans);
    }

    /// <summary>Leftmost first; of two that start together the longer; of equals the rule listed first (the sort is stable). One that overlaps an earlier one lends it its end.</summary>
    private static List<SecretSpan> Disjoint(List<SecretSpan> spans)
    {
        var apart = new List<SecretSpan>(spans.Count);
        foreach (var span in spans.OrderBy(span => span.Start).ThenByDescending(span => span.Length))
        {
            if (apart.Count > 0 && apart[^1] is var last && span.Start < last.End) apart[^1] = last with { Length = Math.Max(last.End, span.End) - last.Start };
            else apart.Add(span);
        }
        return apart;
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
