namespace Substrate.Compiling;

/// <summary>A named part of a score: what it weighs for a kind of item, and how a sentence calls it.</summary>
internal sealed record ScorePart(string Name, string Words, Func<ScoreWeights, double> Alone, Func<MessageWeights, double> InConversation, Func<StepWeights, double>? InRun = null)
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
        new("answers", "following a question that matches the task", _ => 0, w => w.Answers),
        new("meaning", "words that mean what the task's words mean", _ => 0, w => w.Meaning),
        new("meaning_neighbours", "words around it that mean what the task's words mean", _ => 0, w => w.MeaningNeighbours),
        new("theme", "what it and the messages around it are about", _ => 0, w => w.Theme),
        new("firsthand", "telling of the speaker's own", _ => 0, w => w.Firsthand),
        new("times", "saying when, which the task asks", _ => 0, w => w.Times),
        new("names", "the names in it, which the task asks for", _ => 0, w => w.Names),
        new("opening", "standing early in its session", _ => 0, w => w.Opening),
        new("retrieval", "its place in the memory search", w => w.Retrieval, w => w.Retrieval),
        new("semantic", "its nearness in meaning to the task", w => w.Semantic, w => w.Semantic),
        new("weight", "the weight it was given", w => w.Weight, w => w.Weight),
        new("recency", "being recent", w => w.Recency, w => w.Recency),
        new("trust", "the trust in its source", w => w.Trust, w => w.Trust),
        new("step", "being among the latest steps", _ => 0, _ => 0, w => w.Recency),
        new("proximity", "sharing names with what the agent is at", _ => 0, _ => 0, w => w.Proximity),
        new("news", "saying what nothing better says", _ => 0, _ => 0, w => w.News),
    ];

    public double WeightIn(CompileProfile profile, ItemKind kind) => InRun is not null ? InRun(profile.Steps) : kind == ItemKind.Message ? InConversation(profile.MessageWeights) : Alone(profile.Weights);

    /// <summary>The mean of the parts an item has, by their weights; in the order of <see cref="All"/>, since floating-point sums depend on it.</summary>
    public static double Mean(ScoreParts parts, CompileProfile profile, ItemKind kind)
    {
        double sum = 0, weights = 0;
        for (var place = 0; place < All.Count; place++)
        {
            if (parts.At(place) is not { } value) continue;
            var weight = All[place].WeightIn(profile, kind);
            sum += weight * value;
            weights += weight;
        }
        return weights <= 0 ? 0 : sum / weights;
    }
}
