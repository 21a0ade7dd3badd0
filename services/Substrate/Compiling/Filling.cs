using Substrate.Tokens;

namespace Substrate.Compiling;

/// <summary>A window being filled: who is in, what is left, and what it is worth.</summary>
internal sealed class Filling
{
    private readonly Dictionary<LaneProfile, LaneCosts> _lanes;
    private readonly HashSet<string> _inside;
    private readonly Dictionary<string, int> _refused; // tokens that were left when its last turn came
    private readonly Coverage _coverage;

    public Filling(CompileProfile profile, int budget, ITokenCounter tokens)
    {
        _lanes = profile.Lanes.ToDictionary(lane => lane, lane => new LaneCosts(lane, tokens));
        (Packed, _inside, _refused) = ([], new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        (_coverage, Left) = (new Coverage(profile.CoverageShare), budget);
    }

    public Filling(Filling other)
    {
        _lanes = other._lanes.ToDictionary(lane => lane.Key, lane => new LaneCosts(lane.Value));
        (Packed, _inside, _refused) = ([.. other.Packed], new(other._inside, StringComparer.Ordinal), new(other._refused, StringComparer.Ordinal));
        (_coverage, Left) = (new Coverage(other._coverage), other.Left);
    }

    public List<Candidate> Packed { get; }

    public int Left { get; private set; }

    public double Objective => _coverage.Value;

    public bool Has(Candidate candidate) => _inside.Contains(candidate.Item.Id);

    public int Spent(LaneProfile lane) => _lanes[lane].Spent;

    public double Gain(Candidate candidate) => _coverage.Gain(candidate);

    public int LeftAtTurn(Candidate candidate) => _refused.GetValueOrDefault(candidate.Item.Id, Left);

    /// <summary>Lets it in when it fits into what is left and into <paramref name="share"/>; the tokens it took, 0 when it did not.</summary>
    public int Offer(Candidate candidate, int share = int.MaxValue)
    {
        _refused[candidate.Item.Id] = Left;
        if (candidate.Tokens > Left) return 0;
        var cost = _lanes[candidate.Lane].Of(candidate);
        if (cost > Left || cost > share) return 0;
        Packed.Add(candidate);
        _inside.Add(candidate.Item.Id);
        _lanes[candidate.Lane].Add(candidate, cost);
        _coverage.Add(candidate);
        Left -= cost;
        return cost;
    }
}
