using Substrate.Tokens;

namespace Substrate.Compiling;

/// <summary>
/// Stage 7: who gets in. Pinned items first, then each lane's own items up to what is reserved for it, then all the rest; each time best first, and
/// what does not fit is skipped so that a smaller one behind it may. Costs here are sums over blocks; the compiler counts the final text again.
/// </summary>
internal static class Packing
{
    public sealed record Result(IReadOnlyList<Candidate> Packed, IReadOnlyList<Candidate> All);

    public static int Reserved(LaneProfile lane, int budget) => (int)(budget * lane.ReservedShare);

    public static Result Run(IReadOnlyList<Candidate> candidates, CompileInput input, ITokenCounter tokens)
    {
        var measured = candidates.Select(candidate => candidate.Alive ? Measure(candidate, tokens) : candidate).ToList();
        var lanes = input.Profile.Lanes.ToDictionary(lane => lane, lane => new LaneCosts(lane, tokens));
        var ranked = measured.Where(candidate => candidate.Alive).ToList();
        ranked.Sort(Candidate.ByRank);

        var packed = new List<Candidate>();
        var inside = new HashSet<string>(StringComparer.Ordinal);
        var left = input.Budget;
        var refused = new Dictionary<string, int>(StringComparer.Ordinal); // tokens that were left when its last turn came

        foreach (var candidate in ranked.Where(candidate => candidate.Item.Pinned)) Offer(candidate, int.MaxValue);
        foreach (var lane in input.Profile.Lanes.Where(lane => lane.ReservedShare > 0))
        {
            var share = Reserved(lane, input.Budget) - lanes[lane].Spent;
            foreach (var candidate in ranked.Where(candidate => candidate.Lane == lane && !inside.Contains(candidate.Item.Id))) share -= Offer(candidate, share);
        }
        foreach (var candidate in ranked.Where(candidate => !inside.Contains(candidate.Item.Id))) Offer(candidate, int.MaxValue);

        var all = measured.Select(candidate => !candidate.Alive || inside.Contains(candidate.Item.Id)
            ? candidate
            : Evict(candidate, refused[candidate.Item.Id], input.Budget));
        return new Result(packed, [.. all]);

        int Offer(Candidate candidate, int share)
        {
            refused[candidate.Item.Id] = left;
            if (candidate.Tokens > left) return 0;
            var cost = lanes[candidate.Lane].Of(candidate);
            if (cost > left || cost > share) return 0;
            packed.Add(candidate);
            inside.Add(candidate.Item.Id);
            lanes[candidate.Lane].Add(candidate, cost);
            left -= cost;
            return cost;
        }
    }

    public static Candidate Evict(Candidate candidate, int left, int budget) => candidate.Refuse(
        ReasonCode.BudgetEvicted, $"Left out for want of room: it needs {candidate.Tokens} tokens, and {left} of {budget} were left when its turn came.");

    private static Candidate Measure(Candidate candidate, ITokenCounter tokens)
    {
        var grouped = candidate with { Group = Grouping.Of(candidate) };
        var block = Rendering.Block(grouped);
        return grouped with { Block = block, Tokens = tokens.Count(block + (grouped.Group is null ? "\n\n" : "\n")) };
    }
}
