using Substrate.Compiling;

namespace Bench;

/// <summary>BM25 as in the textbook (k1 1.2, b 0.75) over lower-case words: no stems, no stop words.</summary>
internal static class PlainBm25
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    public static IReadOnlyDictionary<string, double> Scores(string question, IReadOnlyList<ContextItem> items)
    {
        var query = Words(question).Distinct(StringComparer.Ordinal).ToList();
        var texts = items.Select(i => Words($"{i.Text} {i.Keywords}")).ToList();
        var average = texts.Average(t => t.Count);
        var scores = new double[items.Count];
        foreach (var word in query)
        {
            var counts = texts.Select(t => t.Count(w => w == word)).ToList();
            var documents = counts.Count(c => c > 0);
            var idf = Math.Log(1 + (items.Count - documents + 0.5) / (documents + 0.5));
            for (var i = 0; i < items.Count; i++)
            {
                scores[i] += idf * counts[i] * (K1 + 1) / (counts[i] + K1 * (1 - B + B * texts[i].Count / average));
            }
        }

        return items.Select((item, i) => (item.Id, Score: scores[i])).ToDictionary(s => s.Id, s => s.Score, StringComparer.Ordinal);
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                words.Add(text[start..i].ToLowerInvariant());
                start = -1;
            }
        }
        return words;
    }
}
