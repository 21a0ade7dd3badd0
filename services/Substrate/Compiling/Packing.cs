using Substrate.Tokens;

namespace Substrate.Compiling;

/// <summary>
/// Stage 7: who gets in. Pinned items first, then each lane's own items up to what is reserved for it; each time best first, and what does not fit is
/// skipped so that a smaller one behind it may. The rest of the room is filled in three ways: in that same rank order, by lazy greedy on the objective
/// (cost-benefit greedy under a knapsack, Khuller, Moss and Naor 1999; lazy as CELF, Leskovec et al. 2007), and with the best single item before all others.
/// The best objective wins, rank order among equals, so no packing is worse than rank order. Costs are sums over blocks; the compiler counts the final
/// text again.
/// </summary>
internal static class Packing
{
    /// <param name="Floor">Objective of rank order.</param>
    /// <param name="UpperBound">Of the objective, for this budget.</param>
    public sealed record Result(IReadOnlyList<Candidate> Packed, IReadOnlyList<Candidate> All, PackingMethod Method, double Floor, double UpperBound);

    public static int Reserved(LaneProfile lane, int budget) => (int)(budget * lane.ReservedShare);

    public static IReadOnlyList<Candidate> Measured(IReadOnlyList<Candidate> candidates, ITokenCounter tokens) =>
        SideBySide.Map(candidates, candidate => candidate.Alive ? Measure(candidate, tokens) : candidate);

    /// <param name="measured">Blocks and their tokens are known.</param>
    /// <param name="onlyByRank">The other ways are not tried.</param>
    public static Result Run(IReadOnlyList<Candidate> measured, CompileInput input, ITokenCounter tokens, bool onlyByRank = false)
    {
        var ranked = measured.Where(candidate => candidate.Alive).ToList();
        ranked.Sort(Candidate.ByRank);
        var kept = new Filling(input.Profile, input.Budget, tokens);
        foreach (var candidate in ranked.Where(candidate => candidate.Item.Pinned)) kept.Offer(candidate);
        foreach (var lane in input.Profile.Lanes.Where(lane => lane.ReservedShare > 0))
        {
            var share = Reserved(lane, input.Budget) - kept.Spent(lane);
            foreach (var candidate in ranked.Where(candidate => candidate.Lane == lane && !kept.Has(candidate))) share -= kept.Offer(candidate, share);
        }

        var rest = ranked.Where(candidate => !kept.Has(candidate)).ToList();
        var byRank = ByRank(new Filling(kept), rest);
        var (method, best) = (PackingMethod.RankOrder, byRank);
        var floor = byRank.Objective;
        // When everything is in, there is nothing to choose.
        if (!onlyByRank && byRank.Packed.Count < ranked.Count)
        {
            var greedy = LazyGreedy(new Filling(kept), rest);
            if (greedy.Objective > best.Objective) (method, best) = (PackingMethod.LazyGreedy, greedy);
            // Where the best single item is in anyway, nothing changes by its being first.
            if (rest.MaxBy(kept.Gain) is { } most && !byRank.Has(most))
            {
                var single = BestSingle(new Filling(kept), rest);
                if (single.Objective > best.Objective) (method, best) = (PackingMethod.BestSingle, single);
            }
        }
        var shorter = Shortening.Run(best, rest, input, tokens);
        var all = measured.Select(candidate => shorter.TryGetValue(candidate.Item.Id, out var variant) ? variant : !candidate.Alive || best.Has(candidate) ? candidate : Evict(candidate, best.LeftAtTurn(candidate), input.Budget));
        // A step's form depends on the budget; whole and at its best it bounds them all, and so does more of the budget.
        return new Result(best.Packed, [.. all], method, floor, Coverage.UpperBound([.. ranked.Select(candidate => candidate.AtBest ?? candidate)], input.Profile.CoverageShare, input.Budget));
    }

    public static Candidate Evict(Candidate candidate, int left, int budget) => candidate.Refuse(
        ReasonCode.BudgetEvicted, $"Left out for want of room: it needs {candidate.Tokens} tokens, and {left} of {budget} were left when its turn came.");

    private static Filling ByRank(Filling filling, IEnumerable<Candidate> rest)
    {
        foreach (var candidate in rest) filling.Offer(candidate);
        return filling;
    }

    /// <summary>A gain computed earlier is an upper bound of the gain now, so only what comes to the top of the queue is computed again.</summary>
    private static Filling LazyGreedy(Filling filling, List<Candidate> rest)
    {
        var queue = new PriorityQueue<int, (double Worth, int Rank)>(
            rest.Count, Comparer<(double Worth, int Rank)>.Create((a, b) => a.Worth != b.Worth ? b.Worth.CompareTo(a.Worth) : a.Rank.CompareTo(b.Rank)));
        for (var i = 0; i < rest.Count; i++) queue.Enqueue(i, (Worth(filling, rest[i]), i));
        while (queue.TryDequeue(out var at, out var was))
        {
            var now = Worth(filling, rest[at]);
            if (now < was.Worth && queue.TryPeek(out _, out var next) && (next.Worth > now || (next.Worth == now && next.Rank < at))) queue.Enqueue(at, (now, at));
            else filling.Offer(rest[at]);
        }
        return filling;
    }

    private static double Worth(Filling filling, Candidate candidate) => filling.Gain(candidate) / Math.Max(1, candidate.Tokens);

    private static Filling BestSingle(Filling filling, List<Candidate> rest)
    {
        foreach (var candidate in rest.OrderByDescending(filling.Gain).ThenBy(candidate => candidate.Item.Id, StringComparer.Ordinal).ToList())
        {
            if (filling.Offer(candidate) > 0) break;
        }
        return ByRank(filling, rest.Where(candidate => !filling.Has(candidate)).ToList());
    }

    private static Candidate Measure(Candidate candidate, ITokenCounter tokens)
    {
        var grouped = candidate with { Group = Grouping.Of(candidate) };
        var block = Rendering.Block(grouped);
        return grouped with { Block = block, Tokens = tokens.Count(block + (grouped.Group is null ? "\n\n" : "\n")) };
    }
}
