using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Substrate.Compiling;

/// <summary>The parts of one score by name, in the order of names. A place for each there is: a tree for each of some thousand items would cost more than the scores.</summary>
internal sealed class ScoreParts : IReadOnlyDictionary<string, double>
{
    private static readonly FrozenDictionary<string, int> Places = ScorePart.All.Select((part, at) => (part.Name, at)).ToFrozenDictionary(part => part.Name, part => part.at, StringComparer.Ordinal);
    private static readonly int[] ByName = [.. Places.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => part.Value)];

    private readonly double[] _values = new double[ScorePart.All.Count];
    private readonly bool[] _has = new bool[ScorePart.All.Count];

    public int Count { get; private set; }

    /// <exception cref="KeyNotFoundException">There is no such part, or this score does not have it.</exception>
    public double this[string key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The score has no part '{key}'.");
        set
        {
            var place = Places[key];
            if (!_has[place]) Count++;
            (_values[place], _has[place]) = (value, true);
        }
    }

    /// <param name="place">Of the part in <see cref="ScorePart.All"/>.</param>
    public double? At(int place) => _has[place] ? _values[place] : null;

    public IEnumerable<string> Keys => this.Select(part => part.Key);

    public IEnumerable<double> Values => this.Select(part => part.Value);

    public bool ContainsKey(string key) => Places.TryGetValue(key, out var place) && _has[place];

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        value = 0;
        if (!Places.TryGetValue(key, out var place) || !_has[place]) return false;
        value = _values[place];
        return true;
    }

    public IEnumerator<KeyValuePair<string, double>> GetEnumerator()
    {
        foreach (var place in ByName)
        {
            if (_has[place]) yield return new(ScorePart.All[place].Name, _values[place]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
