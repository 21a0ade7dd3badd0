using System.Buffers;
using Substrate.Words;

namespace Substrate.Compiling;

/// <summary>
/// How near each message is to the task in the meaning of its words (<see cref="WordVectors"/>). Each word of the task looks for its nearest one in a message
/// (max-similarity alignment, as ColBERT's late interaction, Khattab and Zaharia, 2020), and the message with its neighbours as a whole is compared by the
/// mean of its words' vectors, rare words weighing more (Arora et al., 2017).
/// </summary>
internal sealed class WordMeanings : IDisposable
{
    /// <summary>Any two words are a little alike; what is less alike than this is not.</summary>
    private const double Unlike = 0.2;

    private readonly WordStatistics _words;
    private readonly int _width = WordVectors.Shared.Dimensions;
    private readonly int[] _place;    // of each word in the tables below; -1 for one that no message has
    private readonly short[] _vectors;
    private readonly float[] _weighted;
    private readonly double[] _lengths;
    private readonly int _count;

    /// <summary>Each 0 to 1, by place of the item; 0 for what is in no row.</summary>
    /// <param name="Own">How well a message's words answer the task's words.</param>
    /// <param name="Among">The same with the words of its neighbours, which count for their share.</param>
    /// <param name="Theme">How near the message and its neighbours are to the task as a whole.</param>
    public sealed record Nearness(double[] Own, double[] Among, double[] Theme);

    private WordMeanings(WordStatistics words, IReadOnlyList<IReadOnlyList<int>> rows, HashSet<string> names)
    {
        _words = words;
        _place = new int[words.Count];
        Array.Fill(_place, -1);
        var used = new List<int>();
        foreach (var item in rows.SelectMany(row => row))
        {
            foreach (var word in words.Of(item))
            {
                if (_place[word] >= 0) continue;
                _place[word] = used.Count;
                used.Add(word);
            }
        }
        _count = used.Count;
        // Some megabytes for each compile would be collected dearly.
        _vectors = ArrayPool<short>.Shared.Rent(_count * _width);
        _weighted = ArrayPool<float>.Shared.Rent(_count * _width);
        Array.Clear(_vectors, 0, _count * _width);
        Array.Clear(_weighted, 0, _count * _width);
        _lengths = new double[_count];
        SideBySide.Each(_count, i => Take(i, used[i], names));
    }

    public void Dispose()
    {
        ArrayPool<short>.Shared.Return(_vectors);
        ArrayPool<float>.Shared.Return(_weighted);
    }

    private void Take(int at, int word, HashSet<string> names)
    {
        var spelled = _words.Word(word);
        if (StopWords.Has(spelled) || names.Contains(spelled)) return;
        var vector = _vectors.AsSpan(at * _width, _width);
        var pieces = WordVectors.Shared.Add(spelled, vector);
        if (pieces == 0) return;
        _lengths[at] = Math.Sqrt(Vectors.Dot(vector, vector));
        var weight = (float)(Weight(_words.Rarity(word)) / pieces);
        for (var k = 0; k < _width; k++) _weighted[(at * _width) + k] = vector[k] * weight;
    }

    /// <param name="rows">Messages in their order; one stands in at most one row.</param>
    /// <param name="names">Words that name speakers; who speaks is a part of its own.</param>
    public static Nearness Of(WordStatistics words, string task, IReadOnlyList<IReadOnlyList<int>> rows, IReadOnlyList<double> shares, HashSet<string> names, int items)
    {
        using var all = new WordMeanings(words, rows, names);
        var asked = MatchTerms.Words(task).Where(word => !StopWords.Has(word) && !names.Contains(word)).Distinct(StringComparer.Ordinal).ToList();
        var (own, among, theme, most) = (new double[items], new double[items], new double[items], 0.0);
        var theTask = new float[all._width];
        foreach (var word in asked)
        {
            var rarity = words.RarityOf(Stems.Of(word));
            most += rarity;
            all.Align(word, rarity, rows, shares, own, among, theTask);
        }
        for (var i = 0; i < items && most > 0; i++) (own[i], among[i]) = (own[i] / most, among[i] / most);
        SideBySide.Each(rows.Count, row => all.Compare(rows[row], shares, theTask, theme), chunk: 8);
        return new(own, among, theme);
    }

    private void Align(string word, double rarity, IReadOnlyList<IReadOnlyList<int>> rows, IReadOnlyList<double> shares, double[] own, double[] among, float[] theTask)
    {
        Span<short> vector = new short[_width];
        var pieces = WordVectors.Shared.Add(word, vector);
        var length = Math.Sqrt(Vectors.Dot(vector, vector));
        for (var k = 0; k < _width && pieces > 0; k++) theTask[k] += (float)(vector[k] * Weight(rarity) / pieces);
        var stem = _words.StemNumber(Stems.Of(word));
        var near = new double[_words.Count];
        for (var i = 0; i < near.Length; i++)
        {
            if (_place[i] is not (>= 0 and var at)) continue;
            if (_words.StemNumber(i) == stem) near[i] = 1;
            else if (length > 0 && _lengths[at] > 0)
                near[i] = Math.Clamp(((Vectors.Dot(vector, _vectors.AsSpan(at * _width, _width)) / (length * _lengths[at])) - Unlike) / (1 - Unlike), 0, 1);
        }
        foreach (var row in rows)
        {
            var best = new double[row.Count];
            for (var at = 0; at < row.Count; at++)
            {
                foreach (var of in _words.Of(row[at])) best[at] = Math.Max(best[at], near[of]);
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
            foreach (var word in _words.Of(row[at])) Vectors.Add(sums.AsSpan(at * _width, _width), _weighted.AsSpan(_place[word] * _width, _width), 1);
        }
        var window = new float[_width];
        for (var at = 0; at < row.Count; at++)
        {
            sums.AsSpan(at * _width, _width).CopyTo(window);
            for (var distance = 1; distance <= shares.Count; distance++)
            {
                if (at >= distance) Vectors.Add(window, sums.AsSpan((at - distance) * _width, _width), (float)shares[distance - 1]);
                if (at + distance < row.Count) Vectors.Add(window, sums.AsSpan((at + distance) * _width, _width), (float)shares[distance - 1]);
            }
            theme[row[at]] = Math.Clamp(Vectors.Cosine(window, theTask), 0, 1);
        }
    }

    private static double Weight(double rarity) => rarity * Math.Sqrt(rarity);
}
