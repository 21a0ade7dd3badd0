namespace Substrate.Compiling;

/// <summary>
/// What two texts are compared by: hashes of their three-word shingles. The smallest 128 estimate the Jaccard similarity (bottom-k, Broder 1997; exact for
/// short texts); the smallest of each of 128 bins say which texts are worth comparing at all (one-permutation hashing, Li, Owen and Zhang 2012; empty bins
/// borrow from the next one, Shrivastava and Li 2014). Both take time linear in the text.
/// </summary>
internal sealed class Sketch
{
    public const int Bins = 128;
    private const int Size = 128;
    private const int ShingleWords = 3;
    private readonly ulong[] _smallest;
    private readonly ulong[] _bins;

    private Sketch(ulong[] smallest, ulong[] bins) => (_smallest, _bins) = (smallest, bins);

    /// <summary>Null for a text without words, which is like no other.</summary>
    public static Sketch? Of(string text)
    {
        var shingles = Shingles(text);
        if (shingles.Length == 0) return null;
        Array.Sort(shingles);
        var distinct = 1;
        for (var i = 1; i < shingles.Length; i++)
        {
            if (shingles[i] != shingles[distinct - 1]) shingles[distinct++] = shingles[i];
        }
        return new Sketch(shingles[..Math.Min(distinct, Size)], Fill(shingles.AsSpan(0, distinct)));
    }

    /// <summary>Hash of one band of <paramref name="rows"/> bins; texts as similar as s agree in it with a probability of s to the power of rows.</summary>
    public ulong Band(int band, int rows)
    {
        var hash = (ulong)band;
        for (var bin = band * rows; bin < (band + 1) * rows; bin++) hash = Mix(hash, _bins[bin], (ulong)rows);
        return hash;
    }

    /// <summary>Jaccard similarity of the two texts' shingles, 0 to 1.</summary>
    public double Similarity(Sketch other)
    {
        var (a, b) = (_smallest, other._smallest);
        var limit = Math.Max(a.Length, b.Length) == Size ? Size : int.MaxValue; // at least one is cut: look at the smallest hashes of the union only
        int i = 0, j = 0, union = 0, both = 0;
        while ((i < a.Length || j < b.Length) && union < limit)
        {
            if (j >= b.Length || (i < a.Length && a[i] < b[j])) i++;
            else if (i >= a.Length || b[j] < a[i]) j++;
            else
            {
                both++;
                i++;
                j++;
            }
            union++;
        }
        return (double)both / union;
    }

    private static ulong[] Fill(ReadOnlySpan<ulong> sorted)
    {
        var bins = new ulong[Bins];
        var filled = new bool[Bins];
        foreach (var hash in sorted)
        {
            var bin = (int)(hash % Bins);
            if (filled[bin]) continue; // the first is the smallest
            (bins[bin], filled[bin]) = (hash, true);
        }
        // Backwards, twice round: each empty bin takes what the next one has, and how far away that was.
        var lent = 0UL;
        for (var step = (2 * Bins) - 1; step >= 0; step--)
        {
            var bin = step % Bins;
            if (filled[bin]) lent = bins[bin];
            else bins[bin] = lent = Mix(lent, 1, 2);
        }
        return bins;
    }

    private static ulong[] Shingles(string text)
    {
        var words = new List<ulong>(text.Length / 6);
        Terms.Each(text, term => words.Add(Terms.Hash(term)));
        if (words.Count is > 0 and < ShingleWords) return [words.Aggregate(0UL, (hash, word) => Mix(hash, word, (ulong)words.Count))];
        var shingles = new ulong[Math.Max(0, words.Count - ShingleWords + 1)];
        for (var i = 0; i < shingles.Length; i++) shingles[i] = Mix(words[i], words[i + 1], words[i + 2]);
        return shingles;
    }

    private static ulong Mix(ulong a, ulong b, ulong c)
    {
        var hash = a;
        hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15 + b;
        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9 + c;
        hash = (hash ^ (hash >> 32)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
