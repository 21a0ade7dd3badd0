using System.Buffers;
using System.Text;

namespace Substrate.Redaction;

/// <summary>How often one kind of secret was taken out; never the value.</summary>
public sealed record RedactionFinding(string Kind, int Count);

public sealed record RedactionResult(string Text, IReadOnlyList<RedactionFinding> Findings);

/// <summary>
/// Takes secrets of well-known shapes out of text and leaves <c>[redacted:kind]</c>. Works on plain text and on JSON text alike.
/// Redacting twice changes nothing. Text without a secret comes back as the same instance; ordinary text costs one vectorised scan.
/// </summary>
public static class Redactor
{
    private const string Mark = "[redacted:";
    private const int MaxPasses = 8;

    private static readonly SearchValues<string> AnyKeyword =
        SearchValues.Create([.. SecretRules.All.SelectMany(rule => rule.Keywords).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);

    public static RedactionResult Redact(string text)
    {
        SortedDictionary<string, int>? counts = null;
        // Taking one secret out can free the edge of another that stood against it, so look again until nothing is found.
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var spans = Find(text);
            if (spans.Count == 0) break;
            counts ??= new SortedDictionary<string, int>(StringComparer.Ordinal);
            text = Replace(text, spans, counts);
        }
        return new RedactionResult(text, counts is null ? [] : [.. counts.Select(pair => new RedactionFinding(pair.Key, pair.Value))]);
    }

    private static List<SecretSpan> Find(string text)
    {
        var spans = new List<SecretSpan>();
        if (text.AsSpan().IndexOfAny(AnyKeyword) < 0) return spans;
        foreach (var rule in SecretRules.All)
        {
            if (Array.Exists(rule.Keywords, keyword => text.Contains(keyword, rule.Comparison))) rule.Find(text, spans);
        }
        spans.RemoveAll(span => text.AsSpan(span.Start, span.Length).StartsWith(Mark));
        return spans;
    }

    private static string Replace(string text, List<SecretSpan> spans, SortedDictionary<string, int> counts)
    {
        // Leftmost first; of two that start together the longer; of equals the rule listed first (the sort is stable).
        var ordered = spans.OrderBy(span => span.Start).ThenByDescending(span => span.Length);
        var result = new StringBuilder(text.Length);
        var done = 0;
        foreach (var span in ordered)
        {
            if (span.Start < done)
            {
                done = Math.Max(done, span.Start + span.Length); // overlaps what is out already: take its rest too
                continue;
            }
            result.Append(text, done, span.Start - done).Append(Mark).Append(span.Kind).Append(']');
            done = span.Start + span.Length;
            counts[span.Kind] = counts.GetValueOrDefault(span.Kind) + 1;
        }
        return result.Append(text, done, text.Length - done).ToString();
    }
}
