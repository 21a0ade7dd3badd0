using Substrate.Scoping;

namespace Substrate.Compiling;

/// <summary>Stage 6: a score of named parts, each 0 to 1, and the relevance floor for memories.</summary>
internal static class Scoring
{
    /// <summary>What the texts say about the task, by place in the list of those alive. Speaker and date are null when the task names none.</summary>
    private sealed record Matches(
        LexicalIndex Index, double[] Own, double[] Among, double[] Session, double[] Answers, double[] Opening, WordMeanings.Nearness? Meaning, bool[]? Named, DateMention? Date, Asking Asks, Telling Tells);

    public static IReadOnlyList<Candidate> Run(IReadOnlyList<Candidate> candidates, CompileInput input)
    {
        var alive = candidates.Where(candidate => candidate.Alive).ToList();
        var matches = Match([.. alive.Select(candidate => candidate.Item)], input);
        var scored = new Candidate[alive.Count];
        SideBySide.Each(alive.Count, place => scored[place] = Score(alive[place], matches, place, input));
        var next = 0;
        return [.. candidates.Select(candidate => candidate.Alive ? scored[next++] : candidate)];
    }

    private static Matches Match(IReadOnlyList<ContextItem> items, CompileInput input)
    {
        var index = new LexicalIndex(input.Task, [.. items.Select(item => item.Findable)]);
        var own = index.Match();
        var sessions = Conversations.Sessions(items);
        if (sessions.Count == 0) return new(index, own, own, own, own, own, null, null, null, new(false, false), new(index.Words));
        var among = index.MatchAmongNeighbours(sessions, input.Profile.NeighbourShares);
        var words = Terms.Of(input.Task).ToHashSet(StringComparer.Ordinal);
        var speakers = items.Select(item => item.Kind == ItemKind.Message ? Conversations.Speaker(item.Text) : []).ToList();
        // A profile that gives it no weight need not wait for it.
        var meaning = input.Profile.MessageWeights.ComparesMeaning
            ? WordMeanings.Of(index.Words, input.Task, sessions, input.Profile.NeighbourShares, speakers.SelectMany(speaker => speaker).ToHashSet(StringComparer.Ordinal), items.Count)
            : null;
        var named = speakers.Select(speaker => speaker.Any(words.Contains)).ToArray();
        return new(
            index, own, among, Conversations.Best(sessions, among), Conversations.Answers(sessions, items, own), Conversations.Openings(sessions, items.Count), meaning, named.Contains(true) ? named : null,
            DateMention.In(input.Task), Asking.Of(input.Task), new(index.Words));
    }

    private static Candidate Score(Candidate candidate, Matches matches, int place, CompileInput input)
    {
        var item = candidate.Item;
        var parts = new ScoreParts
        {
            ["lexical"] = Round(matches.Own[place]),
            ["weight"] = Round(item.Weight),
            ["recency"] = Round(Recency(item, input)),
            ["trust"] = Round(Trusted(item.Trust)),
        };
        if (input.Semantic?.Similarities.TryGetValue(item.Id, out var nearness) == true) parts["semantic"] = Round(Math.Clamp(nearness, 0, 1));
        if (item.Kind == ItemKind.Message)
        {
            parts["neighbours"] = Round(matches.Among[place]);
            parts["session"] = Round(matches.Session[place]);
            parts["statement"] = Round(Conversations.Statement(item.Text));
            parts["substance"] = Round(matches.Index.Substance(place));
            parts["answers"] = Round(matches.Answers[place]);
            parts["opening"] = Round(matches.Opening[place]);
            parts["firsthand"] = matches.Tells.Firsthand(place);
            if (matches.Meaning is { } meaning)
            {
                parts["meaning"] = Round(meaning.Own[place]);
                parts["meaning_neighbours"] = Round(meaning.Among[place]);
                parts["theme"] = Round(meaning.Theme[place]);
            }
            if (matches.Asks.When) parts["times"] = Round(matches.Tells.Times(place));
            if (matches.Asks.Name) parts["names"] = Round(Asking.Names(item.Text));
            if (matches.Named is { } named) parts["speaker"] = named[place] ? 1 : 0;
            if (matches.Date is { } date && item.At is { } at) parts["date"] = Round(date.Match(at));
            if (item.RetrievalScore is { } retrieved) parts["retrieval"] = Round(retrieved);
        }
        else
        {
            // What the caller gave was not retrieved: its match with the task stands for that.
            parts["retrieval"] = Round(item.RetrievalScore ?? matches.Own[place]);
        }
        var scored = candidate with { Parts = parts, Score = Round(ScorePart.Mean(parts, input.Profile, item.Kind)) };
        if (item.Kind != ItemKind.Memory || item.Pinned) return scored;
        var relevance = (parts["lexical"] + parts["retrieval"]) / 2;
        return relevance < input.Profile.MemoryFloor
            ? scored.Refuse(ReasonCode.BelowFloor, $"Left out: its relevance to the task is {relevance:0.00}, below the floor of {input.Profile.MemoryFloor:0.00}.")
            : scored;
    }

    /// <summary>Six places: enough to rank by, and the same text on every machine.</summary>
    public static double Round(double value) => Math.Round(value, 6, MidpointRounding.AwayFromZero);

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
}
