namespace Substrate.Compiling;

/// <summary>
/// What a packing is worth. The evidence of an item is the square root of its tokens times its score to the eighth power: what scores a little less is far
/// less likely to be needed, and twice the text is less than twice the evidence; of one that stands shortened it is the part that its tokens are of the whole,
/// so that no form of an item is worth more for its room than the whole. A part of it, the profile's share, counts only for the strongest item of
/// each source, so that a second look at one place is worth a little less than a first at another. The sum is monotone and submodular (modular, plus
/// facility location over sources as in Lin and Bilmes, 2011).
/// </summary>
internal sealed class Coverage
{
    private readonly double _share;
    private readonly Dictionary<string, double> _strongest;

    public Coverage(double share) => (_share, _strongest) = (share, new(StringComparer.Ordinal));

    public Coverage(Coverage other) => (_share, _strongest, Value) = (other._share, new(other._strongest, StringComparer.Ordinal), other.Value);

    public double Value { get; private set; }

    public static double Of(IEnumerable<Candidate> candidates, double share)
    {
        var coverage = new Coverage(share);
        foreach (var candidate in candidates) coverage.Add(candidate);
        return coverage.Value;
    }

    public static double Evidence(Candidate candidate)
    {
        var square = candidate.Score * candidate.Score;
        var whole = Math.Max(1, Math.Max(candidate.Tokens, candidate.AtBest?.Tokens ?? candidate.WholeTokens ?? 0));
        return candidate.Tokens / Math.Sqrt(whole) * square * square * square * square;
    }

    /// <summary>What the item would add; never more than before once others are in.</summary>
    public double Gain(Candidate candidate)
    {
        var evidence = Evidence(candidate);
        return ((1 - _share) * evidence) + (_share * Math.Max(0, evidence - _strongest.GetValueOrDefault(candidate.Item.Source.Uri)));
    }

    public void Add(Candidate candidate)
    {
        Value += Gain(candidate);
        var evidence = Evidence(candidate);
        if (evidence > _strongest.GetValueOrDefault(candidate.Item.Source.Uri)) _strongest[candidate.Item.Source.Uri] = evidence;
    }

    /// <summary>
    /// No choice within the budget is worth more: everything together, or the fractional knapsack over what each item is worth alone, by its own tokens
    /// (headings come on top), whichever is less. Both bound every submodular sum, and neither falls when the budget grows.
    /// </summary>
    public static double UpperBound(IReadOnlyList<Candidate> candidates, double share, int budget)
    {
        var (bound, left) = (0.0, (double)budget);
        foreach (var (evidence, tokens) in candidates.Select(each => (Evidence(each), Math.Max(1, each.Tokens))).OrderByDescending(each => each.Item1 / each.Item2))
        {
            if (left <= 0) break;
            bound += evidence * Math.Min(1, left / tokens);
            left -= tokens;
        }
        return Math.Min(bound, Of(candidates, share));
    }
}
