using Substrate.Scoping;

namespace Substrate.Compiling;

/// <summary>Stage 6: a score of named parts, each 0 to 1, and the relevance floor for memories.</summary>
internal static class Scoring
{
    // BM25 with the usual constants (Robertson and Zaragoza, 2009).
    private const double K1 = 1.2;
    private const double B = 0.75;
    /// <summary>A long task has many words that no item needs to repeat; so many of its rarest make up a full match.</summary>
    private const int TermsOfAFullMatch = 12;
    private const double HalfMatch = 0.25;

    public static IReadOnlyList<Candidate> Run(IReadOnlyList<Candidate> candidates, CompileInput input)
    {
        var lexical = Lexical(input.Task, [.. candidates.Where(candidate => candidate.Alive).Select(candidate => candidate.Item)]);
        return [.. candidates.Select(candidate => candidate.Alive ? Score(candidate, lexical[candidate.Item.Id], input) : candidate)];
    }

    private static Candidate Score(Candidate candidate, double lexical, CompileInput input)
    {
        var item = candidate.Item;
        var parts = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["lexical"] = Round(lexical),
            // What the caller gave was not retrieved: its match with the task stands for that.
            ["retrieval"] = Round(item.RetrievalScore ?? lexical),
            ["weight"] = Round(item.Weight),
            ["recency"] = Round(Recency(item, input)),
            ["trust"] = Round(Trusted(item.Trust)),
        };
        var weights = input.Profile.Weights;
        var score = (weights.Lexical * parts["lexical"]) + (weights.Retrieval * parts["retrieval"]) + (weights.Weight * parts["weight"])
            + (weights.Recency * parts["recency"]) + (weights.Trust * parts["trust"]);
        var scored = candidate with { Parts = parts, Score = Round(score) };
        if (item.Kind != ItemKind.Memory || item.Pinned) return scored;
        var relevance = (parts["lexical"] + parts["retrieval"]) / 2;
        return relevance < input.Profile.MemoryFloor
            ? scored.Refuse(ReasonCode.BelowFloor, $"Left out: its relevance to the task is {relevance:0.00}, below the floor of {input.Profile.MemoryFloor:0.00}.")
            : scored;
    }

    /// <summary>Six places: enough to rank by, and the same text on every machine.</summary>
    private static double Round(double value) => Math.Round(value, 6, MidpointRounding.AwayFromZero);

    private static double Recency(ContextItem item, CompileInput input)
    {
        if (item.At is not { } at) return 0.5;
        if (!input.Profile.HalfLifeDays.TryGetValue(item.Kind, out var halfLife)) return 1;
        return Math.Pow(2, -Math.Max(0, (input.Now - at).TotalDays) / halfLife);
    }

    private static double Trusted(Trust trust) => trust switch
    {
        Trust.User => 1,
        Trust.ToolInternal => 0.75,
        Trust.Model => 0.5,
        _ => 0.25,
    };

    private static Dictionary<string, double> Lexical(string task, IReadOnlyList<ContextItem> items)
    {
        var query = Terms.Of(task).ToHashSet(StringComparer.Ordinal);
        var counts = new List<(ContextItem Item, Dictionary<string, int> Of, int Length)>(items.Count);
        var documents = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var of = new Dictionary<string, int>(StringComparer.Ordinal);
            var length = 0;
            foreach (var term in Terms.Of(item.Text))
            {
                length++;
                if (query.Contains(term)) of[term] = of.GetValueOrDefault(term) + 1;
            }
            foreach (var term in of.Keys) documents[term] = documents.GetValueOrDefault(term) + 1;
            counts.Add((item, of, length));
        }
        var average = counts.Count == 0 ? 1 : Math.Max(1, counts.Average(count => count.Length));
        var idf = query.ToDictionary(term => term, term => Math.Log(1 + ((items.Count - documents.GetValueOrDefault(term) + 0.5) / (documents.GetValueOrDefault(term) + 0.5))), StringComparer.Ordinal);
        var full = idf.Values.OrderDescending().Take(TermsOfAFullMatch).Sum() * (K1 + 1);
        return counts.ToDictionary(
            count => count.Item.Id,
            count =>
            {
                // Summed in a fixed order: floating-point addition depends on it.
                var raw = count.Of.OrderBy(term => term.Key, StringComparer.Ordinal)
                    .Sum(term => idf[term.Key] * (term.Value * (K1 + 1)) / (term.Value + (K1 * (1 - B + (B * count.Length / average)))));
                return raw <= 0 ? 0 : raw / (raw + (HalfMatch * full));
            },
            StringComparer.Ordinal);
    }
}
