namespace Recorder.Domain;

/// <summary>Common acts of two stretches in the order of both (Bram Cohen's patience diff).</summary>
internal static class Patience
{
    /// <param name="once">Only acts that stand once on each side; otherwise the n-th occurrence on one side goes with the n-th on the other.</param>
    /// <returns>Pairs of positions, rising on both sides: the most that can be had together.</returns>
    public static List<(int Left, int Right)> Anchors(Stretch range, StepKeys[] a, StepKeys[] b, Func<StepKeys, int> key, bool once)
    {
        var places = new Dictionary<int, List<int>>();
        for (var j = range.Right; j < range.RightEnd; j++)
        {
            (places.TryGetValue(key(b[j]), out var at) ? at : places[key(b[j])] = []).Add(j);
        }

        var seen = new Dictionary<int, int>();
        for (var i = range.Left; i < range.LeftEnd; i++)
        {
            seen[key(a[i])] = seen.GetValueOrDefault(key(a[i])) + 1;
        }

        var common = new List<(int Left, int Right)>();
        var used = new Dictionary<int, int>();
        for (var i = range.Left; i < range.LeftEnd; i++)
        {
            var act = key(a[i]);
            var n = used.GetValueOrDefault(act);
            used[act] = n + 1;
            if (places.TryGetValue(act, out var at) && (once ? at.Count == 1 && seen[act] == 1 : n < at.Count))
            {
                common.Add((i, at[n]));
            }
        }

        return LongestRise(common);
    }

    /// <summary>The longest run of pairs whose right sides rise; the left sides rise already.</summary>
    private static List<(int Left, int Right)> LongestRise(List<(int Left, int Right)> pairs)
    {
        var ends = new List<int>();
        var before = new int[pairs.Count];
        for (var i = 0; i < pairs.Count; i++)
        {
            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = pairs[ends[middle]].Right < pairs[i].Right ? (middle + 1, high) : (low, middle);
            }

            before[i] = low > 0 ? ends[low - 1] : -1;
            if (low == ends.Count)
            {
                ends.Add(i);
            }
            else
            {
                ends[low] = i;
            }
        }

        var rise = new List<(int Left, int Right)>(ends.Count);
        for (var at = ends.Count > 0 ? ends[^1] : -1; at >= 0; at = before[at])
        {
            rise.Add(pairs[at]);
        }

        rise.Reverse();
        return rise;
    }
}
