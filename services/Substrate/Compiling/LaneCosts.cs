using Substrate.Tokens;

namespace Substrate.Compiling;

/// <summary>
/// What one more item costs in a lane: its own block, and what changes around it. In a list of messages the first pays for heading and fence, the first of
/// a day for the date, one who goes on speaking saves the name, and what comes between two lists' messages splits the list.
/// </summary>
internal sealed class LaneCosts
{
    private static readonly Comparer<Candidate> ByTime = Comparer<Candidate>.Create(Candidate.ByTime);

    private readonly LaneProfile _lane;
    private readonly ITokenCounter _tokens;
    private readonly int _heading;
    private readonly Dictionary<Grouping, int> _lists;
    private readonly Dictionary<(DateTime Day, bool SameYear), int> _days;
    private readonly Dictionary<string, int> _names;
    private readonly List<Candidate> _inside; // chronological, where the lane is

    public LaneCosts(LaneProfile lane, ITokenCounter tokens)
    {
        (_lane, _tokens) = (lane, tokens);
        _heading = tokens.Count($"{Rendering.Section(lane)}\n\n");
        (_lists, _days, _names, _inside) = ([], [], new(StringComparer.Ordinal), []);
    }

    /// <summary>The same lane to go on with in another way; what was counted once is not counted again.</summary>
    public LaneCosts(LaneCosts other)
    {
        (_lane, _tokens, _heading, Spent) = (other._lane, other._tokens, other._heading, other.Spent);
        (_lists, _days, _names, _inside) = (other._lists, other._days, other._names, [.. other._inside]);
    }

    /// <summary>Tokens its items have taken so far, headings included.</summary>
    public int Spent { get; private set; }

    public int Of(Candidate candidate)
    {
        var cost = candidate.Tokens + (Spent == 0 ? _heading : 0);
        if (_lane.Order != LaneOrder.Chronological) return cost;
        var at = PlaceOf(candidate);
        var before = at > 0 ? _inside[at - 1] : null;
        var after = at < _inside.Count ? _inside[at] : null;
        return cost + Between(before, candidate) + (after is null ? 0 : Between(candidate, after) - Between(before, after));
    }

    public void Add(Candidate candidate, int cost)
    {
        Spent += cost;
        if (_lane.Order == LaneOrder.Chronological) _inside.Insert(PlaceOf(candidate), candidate);
    }

    private int PlaceOf(Candidate candidate)
    {
        var found = _inside.BinarySearch(candidate, ByTime);
        return found < 0 ? ~found : found;
    }

    /// <summary>Tokens that stand above an item because of what comes before it.</summary>
    private int Between(Candidate? before, Candidate item)
    {
        if (item.Group is not { } group) return 0;
        var cost = 0;
        var begins = before?.Group != group;
        if (begins && !_lists.TryGetValue(group, out cost))
        {
            var (start, end) = Rendering.List(group, []);
            _lists[group] = cost = _tokens.Count(start) + _tokens.Count($"{end}\n\n");
        }
        if (begins) before = null;
        cost += DayOf(before, item);
        var name = Grouping.SaidBefore(before, item);
        return name.Length > 0 ? cost - NameOf(name.TrimEnd()) : cost;
    }

    private int DayOf(Candidate? before, Candidate item)
    {
        if (Grouping.NewDay(before, item) is not { } day) return 0;
        if (!_days.TryGetValue(day, out var tokens)) _days[day] = tokens = _tokens.Count($"{Grouping.Day(before, item)}\n");
        return tokens;
    }

    private int NameOf(ReadOnlySpan<char> name)
    {
        var known = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(name, out var tokens)) known[name] = tokens = _tokens.Count(name.ToString());
        return tokens;
    }
}
