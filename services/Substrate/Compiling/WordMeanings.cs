using System.Numerics;
using Substrate.Words;

namespace Substrate.Compiling;

/// <summary>
/// How near each message is to the task in the meaning of its words (<see cref="WordVectors"/>). Each word of the task looks for its nearest one in a message
/// (max-similarity alignment, as ColBERT's late interaction, Khattab and Zaharia, 2020), and the message with its neighbours as a whole is compared by the
/// mean of its words' vectors, rare words weighing more (Arora et al., 2017).
/// </summary>
internal sealed class WordMeanings
{
    /// <summary>Any two words are a little alike; what is less alike than this is not.</summary>
    private const double Unlike = 0.2;

    private readonly LexicalIndex _index;
    private readonly int _width = WordVectors.Shared.Dimensions;
    private readonly int[] _place;    // of each word of the index in the table; -1 for one of no interest
    private readonly short[] _vectors;
    private readonly float[] _weighted;
    private readonly double[] _lengths;
    private readonly int _count;

    /// <summary>Each 0 to 1, by place of the item; 0 for what is in no row.</summary>
    /// <param name="Own">How well a message's words answer the task's words.</param>
    /// <param name="Among">The same with the words of its neighbours, which count for their share.</param>
    /// <param name="Theme">How near the message and its neighbours are to the task as a whole.</param>
    public sealed record Nearness(double[] Own, double[] Among, double[] Theme);

    private WordMeanings(LexicalIndex index, IReadOnlyList<IReadOnlyList<int>> rows, HashSet<string> names)
    {
        _index = index;
        _place = new int[index.WordCount];
        Array.Fill(_place, -1);
        var words = new List<int>();
        foreach (var item in rows.SelectMany(row => row))
        {
            foreach (var word in index.WordsOf(item))
            {
                if (_place[word] >= 0) continue;
                _place[word] = words.Count;
                words.Add(word);
            }
        }
        _count = words.Count;
        _vectors = new short[_count * _width];
        _weighted = new float[_count * _width];
        _lengths = new double[_count];
        for (var i = 0; i < _count; i++)
        {
            var spelled = index.Word(words[i]);
            if (StopWords.Has(spelled) || names.Contains(spelled)) continue;
            var vector = _vectors.AsSpan(i * _width, _width);
            var pieces = WordVectors.Shared.Add(spelled, vector);
            if (pieces == 0) continue;
            _lengths[i] = Math.Sqrt(Dot(vector, vector));
            var weight = (float)(Weight(index.Rarity(words[i])) / pieces);
            for (var k = 0; k < _width; k++) _weighted[(i * _width) + k] = vector[k] * weight;
        }
    }

    /// <param name="rows">Messages in their order; one stands in at most one row.</param>
    /// <param name="names">Words that name speakers; who speaks is a part of its own.</param>
    public static Nearness Of(LexicalIndex index, string task, IReadOnlyList<IReadOnlyList<int>> rows, IReadOnlyList<double> shares, HashSet<string> names, int items)
    {
        var all = new WordMeanings(index, rows, names);
        var asked = MatchTerms.Words(task).Where(word => !StopWords.Has(word) && !names.Contains(word)).Distinct(StringComparer.Ordinal).ToList();
        var (own, among, theme, most) = (new double[items], new double[items], new double[items], 0.0);
        var theTask = new float[all._width];
        foreach (var word in asked)
        {
            var rarity = index.RarityOf(Stems.Of(word));
            most += rarity;
            all.Align(word, rarity, rows, shares, own, among, theTask);
        }
        for (var i = 0; i < items && most > 0; i++) (own[i], among[i]) = (own[i] / most, among[i] / most);
        foreach (var row in rows) all.Compare(row, shares, theTask, theme);
        return new(own, among, theme);
    }

    private void Align(string word, double rarity, IReadOnlyList<IReadOnlyList<int>> rows, IReadOnlyList<double> shares, double[] own, double[] among, float[] theTask)
    {
        Span<short> vector = new short[_width];
        var pieces = WordVectors.Shared.Add(word, vector);
        var length = Math.Sqrt(Dot(vector, vector));
        for (var k = 0; k < _width && pieces > 0; k++) theTask[k] += (float)(vector[k] * Weight(rarity) / pieces);
        var stem = _index.StemNumber(Stems.Of(word));
        var near = new double[_index.WordCount];
        for (var i = 0; i < near.Length; i++)
        {
            if (_place[i] is not (>= 0 and var at)) continue;
            if (_index.StemNumber(i) == stem) near[i] = 1;
            else if (length > 0 && _lengths[at] > 0)
                near[i] = Math.Clamp(((Dot(vector, _vectors.AsSpan(at * _width, _width)) / (length * _lengths[at])) - Unlike) / (1 - Unlike), 0, 1);
        }
        foreach (var row in rows)
        {
            var best = new double[row.Count];
            for (var at = 0; at < row.Count; at++)
            {
                foreach (var of in _index.WordsOf(row[at])) best[at] = Math.Max(best[at], near[of]);
            }
            for (var at = 0; at < row.Count; at++)
            {
                var around = best[at];
                for (var distance = 1; distance <= shares.Count; distance++)
                {
                    if (at >= distance) around = Math.Max(around, shares[distance - 1] * best[at - distance]);
                    if (at + distance < row.Count) around = Math.Max(around, shares[distance - 1] * best[at + distance]);
                }
                own[row[at]] += rarity * best[at];
                among[row[at]] += rarity * around;
            }
        }
    }

    private void Compare(IReadOnlyList<int> row, IReadOnlyList<double> shares, float[] theTask, double[] theme)
    {
        var sums = new float[row.Count * _width];
        for (var at = 0; at < row.Count; at++)
        {
            foreach (var word in _index.WordsOf(row[at])) Add(sums.AsSpan(at * _width, _width), _weighted.AsSpan(_place[word] * _width, _width), 1);
        }
        var window = new float[_width];
        for (var at = 0; at < row.Count; at++)
        {
            sums.AsSpan(at * _width, _width).CopyTo(window);
            for (var distance = 1; distance <= shares.Count; distance++)
            {
                if (at >= distance) Add(window, sums.AsSpan((at - distance) * _width, _width), (float)shares[distance - 1]);
                if (at + distance < row.Count) Add(window, sums.AsSpan((at + distance) * _width, _width), (float)shares[distance - 1]);
            }
            theme[row[at]] = Math.Clamp(Cosine(window, theTask), 0, 1);
        }
    }

    private static double Weight(double rarity) => rarity * Math.Sqrt(rarity);

    /// <summary>Number by number, so that it does not matter how many the machine adds at once.</summary>
    private static void Add(Span<float> to, ReadOnlySpan<float> from, float share)
    {
        var at = 0;
        for (; at <= to.Length - Vector<float>.Count; at += Vector<float>.Count) (new Vector<float>(to[at..]) + (new Vector<float>(from[at..]) * share)).CopyTo(to[at..]);
        for (; at < to.Length; at++) to[at] += from[at] * share;
    }

    /// <summary>In one fixed order: a sum of fractions depends on it.</summary>
    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, one = 0, other = 0;
        for (var k = 0; k < a.Length; k++)
        {
            dot += (double)a[k] * b[k];
            one += (double)a[k] * a[k];
            other += (double)b[k] * b[k];
        }
        return one <= 0 || other <= 0 ? 0 : dot / Math.Sqrt(one * other);
    }

    /// <summary>Whole numbers: exact in any order.</summary>
    private static int Dot(ReadOnlySpan<short> a, ReadOnlySpan<short> b)
    {
        var sums = Vector<int>.Zero;
        var at = 0;
        for (; at <= a.Length - Vector<short>.Count; at += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(a[at..]) * new Vector<short>(b[at..]), out var low, out var high);
            sums += low + high;
        }
        var sum = Vector.Sum(sums);
        for (; at < a.Length; at++) sum += a[at] * b[at];
        return sum;
    }
}
