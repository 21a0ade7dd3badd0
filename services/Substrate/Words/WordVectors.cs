using System.IO.Compression;

namespace Substrate.Words;

/// <summary>
/// A vector for each word: static word vectors distilled from a sentence model (make-word-vectors.mjs), so that "activities" meets "camping" without a model
/// at hand. A word that is not in the table is the sum of its pieces, longest first (WordPiece, Wu et al., 2016). Whole numbers only: the same on every machine.
/// </summary>
internal sealed class WordVectors
{
    private const int LongestWord = 40;
    private const int MostPieces = 8;
    private const int Zero = 8;

    private static readonly Lazy<WordVectors> Loaded = new(Load);

    private readonly Dictionary<string, int> _starts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _continuations = new(StringComparer.Ordinal);
    private readonly short[] _rows;

    public static WordVectors Shared => Loaded.Value;

    public int Dimensions { get; }

    private WordVectors(int dimensions, IReadOnlyList<string> pieces, byte[] packed)
    {
        Dimensions = dimensions;
        for (var i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].StartsWith("##", StringComparison.Ordinal)) _continuations[pieces[i][2..]] = i;
            else _starts[pieces[i]] = i;
        }
        _rows = new short[packed.Length * 2];
        for (var i = 0; i < packed.Length; i++)
        {
            _rows[2 * i] = (short)((packed[i] & 15) - Zero);
            _rows[(2 * i) + 1] = (short)((packed[i] >> 4) - Zero);
        }
    }

    /// <summary>Adds the word's pieces into <paramref name="vector"/>.</summary>
    /// <param name="word">Lower case.</param>
    /// <returns>The number of pieces; 0 when it has no vector.</returns>
    public int Add(ReadOnlySpan<char> word, Span<short> vector)
    {
        if (word.Length is 0 or > LongestWord) return 0;
        Span<int> found = stackalloc int[MostPieces];
        var count = 0;
        for (var at = 0; at < word.Length;)
        {
            var known = (at == 0 ? _starts : _continuations).GetAlternateLookup<ReadOnlySpan<char>>();
            var end = word.Length;
            var row = -1;
            while (end > at && !known.TryGetValue(word[at..end], out row)) end--;
            if (end == at || count == MostPieces) return 0;
            found[count++] = row;
            at = end;
        }
        foreach (var row in found[..count])
        {
            Vectors.Add(vector, _rows.AsSpan(row * Dimensions, Dimensions));
        }
        return count;
    }

    private static WordVectors Load()
    {
        const string resource = "Substrate.Words.Data.words.vectors.br";
        using var packed = typeof(WordVectors).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The word vectors {resource} are not embedded in this build.");
        using var whole = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionMode.Decompress)) brotli.CopyTo(whole);
        var bytes = whole.ToArray();
        var (count, dimensions, at) = (BitConverter.ToInt32(bytes, 0), BitConverter.ToInt32(bytes, 4), 8);
        var pieces = new List<string>(count);
        while (pieces.Count < count)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', at);
            pieces.Add(System.Text.Encoding.ASCII.GetString(bytes, at, end - at));
            at = end + 1;
        }
        if (bytes.Length - at != count * dimensions / 2) throw new InvalidDataException($"The word vectors {resource} are cut short.");
        return new WordVectors(dimensions, pieces, bytes[at..]);
    }
}
