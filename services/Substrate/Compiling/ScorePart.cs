namespace Substrate.Compiling;

/// <summary>A named part of a score: what it weighs for a kind of item, and how a sentence calls it.</summary>
internal sealed record ScorePart(string Name, string Words, Func<ScoreWeights, double> Alone, Func<MessageWeights, double> InConversation)
{
    public static IReadOnlyList<ScorePart> All { get; } =
    [
        new("lexical", "its match with the task", w => w.Lexical, w => w.Lexical),
        new("neighbours", "the match of the messages around it with the task", _ => 0, w => w.Neighbours),
        new("session", "its session's match with the task", _ => 0, w => w.Session),
        new("speaker", "being said by someone the task names", _ => 0, w => w.Speaker),
        new("date", "being said about when the task asks for", _ => 0, w => w.Date),
        new("statement", "saying something rather than asking", _ => 0, w => w.Statement),
        new("substance", "its rare words", _ => 0, w => w.Substance),
        new("retrieval", "its place in the memory search", w => w.Retrieval, w => w.Retrieval),
        new("semantic", "its nearness in meaning to the task", w => w.Semantic ?? 0, w => w.Semantic ?? 0),
        new("weight", "the weight it was given", w => w.Weight, w => w.Weight),
        new("recency", "being recent", w => w.Recency, w => w.Recency),
        new("trust", "the trust in its source", w => w.Trust, w => w.Trust),
    ];

    public double WeightIn(CompileProfile profile, ItemKind kind) => kind == ItemKind.Message ? InConversation(profile.MessageWeights) : Alone(profile.Weights);

    /// <summary>The mean of the parts an item has, by their weights; in the order of <see cref="All"/>, since floating-point sums depend on it.</summary>
    public static double Mean(IReadOnlyDictionary<string, double> parts, CompileProfile profile, ItemKind kind)
    {
        double sum = 0, weights = 0;
        foreach (var part in All)
        {
            if (!parts.TryGetValue(part.Name, out var value)) continue;
            var weight = part.WeightIn(profile, kind);
            sum += weight * value;
            weights += weight;
        }
        return weights <= 0 ? 0 : sum / weights;
    }
}
