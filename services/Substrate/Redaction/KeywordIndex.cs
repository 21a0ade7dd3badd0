using System.Buffers;

namespace Substrate.Redaction;

/// <summary>Where the keywords of each rule stand (null: nowhere), and the words that may name a secret; ascending.</summary>
internal sealed record KeywordHits(List<int>?[] Rules, List<int> Labels);

/// <summary>All keywords of all rules in one automaton: one pass over the text says which rules are worth running. Keywords are ASCII, at least two characters, any case.</summary>
internal sealed class KeywordIndex
{
    private readonly record struct Entry(string Keyword, int[] Rules, bool IsLabel);

    private readonly SearchValues<string> _any;
    private readonly Entry[][] _byStart = new Entry[128 * 128][];
    private readonly int _rules;

    public KeywordIndex(IReadOnlyList<IReadOnlyList<string>> keywordsOfRules, IReadOnlyList<string> labels)
    {
        _rules = keywordsOfRules.Count;
        var rulesOf = new Dictionary<string, List<int>>(StringComparer.OrdinalIgnoreCase);
        foreach (var label in labels) rulesOf.TryAdd(label, []);
        for (var rule = 0; rule < _rules; rule++)
        {
            foreach (var keyword in keywordsOfRules[rule])
            {
                if (!rulesOf.TryGetValue(keyword, out var rules)) rulesOf.Add(keyword, rules = []);
                rules.Add(rule);
            }
        }
        var isLabel = labels.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var group in rulesOf.GroupBy(pair => Start(pair.Key[0], pair.Key[1])))
        {
            _byStart[group.Key] = [.. group.Select(pair => new Entry(pair.Key, [.. pair.Value], isLabel.Contains(pair.Key)))];
        }
        _any = SearchValues.Create([.. rulesOf.Keys], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Null when there is none at all.</summary>
    public KeywordHits? Scan(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny(_any);
        if (at < 0) return null;
        var hits = new KeywordHits(new List<int>?[_rules], []);
        while (true)
        {
            foreach (var entry in _byStart[Start(text[at], text[at + 1])])
            {
                if (!text[at..].StartsWith(entry.Keyword, StringComparison.OrdinalIgnoreCase)) continue;
                foreach (var rule in entry.Rules) (hits.Rules[rule] ??= []).Add(at);
                if (entry.IsLabel && (hits.Labels.Count == 0 || hits.Labels[^1] != at)) hits.Labels.Add(at);
            }
            var next = text[(at + 1)..].IndexOfAny(_any);
            if (next < 0) return hits;
            at += 1 + next;
        }
    }

    private static int Start(char first, char second) => Lower(first) * 128 + Lower(second);

    private static int Lower(char c) => c is >= 'A' and <= 'Z' ? c | 0x20 : c & 127;
}
