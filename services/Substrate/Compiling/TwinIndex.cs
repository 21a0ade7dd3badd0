using System.Runtime.InteropServices;

namespace Substrate.Compiling;

/// <summary>
/// Finds the text among those before it that says the same or nearly so, without comparing with each: by its hash, or among the few that share a band of
/// the sketch (locality-sensitive hashing, Indyk and Motwani 1998). A bucket keeps the first few that fall into it, so that one text costs the same however
/// many there are; texts that share much but less than the threshold may crowd a nearly equal one out, which then stands for itself.
/// </summary>
internal sealed class TwinIndex(double similarity)
{
    private const int BucketSize = 8;

    // The more alike two texts must be, the longer a band may be: at each threshold a pair above it is missed less than once in 5,000.
    private readonly int _rows = similarity >= 0.7 ? 4 : similarity >= 0.4 ? 2 : 1;
    private readonly Dictionary<string, int> _byHash = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, int> _byBand = []; // place of the bucket's last entry, 1-based
    private readonly List<(int Place, int Before, int Count)> _entries = [];
    private readonly List<Sketch?> _sketches = [];
    private readonly List<int> _members = [];
    private readonly HashSet<int> _compared = [];

    /// <summary>The member that a text with this hash and sketch is a twin of: the same, or of those nearly the same the earliest. Without one it is a member from now on.</summary>
    public int? TwinOrAdd(int member, string hash, Sketch? sketch)
    {
        if (_byHash.TryGetValue(hash, out var same)) return same;
        var near = sketch is null ? null : Near(sketch);
        // What is the same as this one is a twin of the same.
        _byHash.Add(hash, near is { } place ? _members[place] : member);
        if (near is { } twin) return _members[twin];
        _members.Add(member);
        _sketches.Add(sketch);
        if (sketch is not null) Enter(sketch, _members.Count - 1);
        return null;
    }

    private int? Near(Sketch sketch)
    {
        _compared.Clear();
        int? first = null;
        for (var band = 0; band < Sketch.Bins / _rows; band++)
        {
            for (var at = _byBand.GetValueOrDefault(sketch.Band(band, _rows)); at > 0; at = _entries[at - 1].Before)
            {
                var place = _entries[at - 1].Place;
                if (place < (first ?? int.MaxValue) && _compared.Add(place) && sketch.Similarity(_sketches[place]!) >= similarity) first = place;
            }
        }
        return first;
    }

    private void Enter(Sketch sketch, int place)
    {
        for (var band = 0; band < Sketch.Bins / _rows; band++)
        {
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_byBand, sketch.Band(band, _rows), out _);
            var count = last == 0 ? 0 : _entries[last - 1].Count;
            if (count == BucketSize || (last > 0 && _entries[last - 1].Place == place)) continue;
            _entries.Add((place, last, count + 1));
            last = _entries.Count;
        }
    }
}
