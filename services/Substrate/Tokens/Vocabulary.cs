using System.IO.Compression;

namespace Substrate.Tokens;

/// <summary>
/// Byte sequences and their ranks, as three flat arrays (about 5 MB for 200 k tokens; a Dictionary would be ten times that):
/// all bytes in rank order, where each token starts, and an open-addressing table of ranks.
/// </summary>
internal sealed class Vocabulary
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly int[] _table;
    private readonly uint _mask;

    public int MaxTokenLength { get; }

    private Vocabulary(byte[] bytes, int[] starts, int maxTokenLength)
    {
        _bytes = bytes;
        _starts = starts;
        MaxTokenLength = maxTokenLength;
        var count = starts.Length - 1;
        var size = 1;
        while (size < count * 2) size <<= 1;
        _mask = (uint)(size - 1);
        _table = new int[size]; // rank + 1; 0 is free
        for (var rank = 0; rank < count; rank++)
        {
            var slot = Hash(bytes.AsSpan(starts[rank], starts[rank + 1] - starts[rank])) & _mask;
            while (_table[slot] != 0) slot = (slot + 1) & _mask;
            _table[slot] = rank + 1;
        }
    }

    /// <summary>Reads the layout that make-vocabulary.mjs writes.</summary>
    public static Vocabulary Load(string resource)
    {
        using var packed = typeof(Vocabulary).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The vocabulary {resource} is not embedded in this build.");
        using var raw = new BinaryReader(new BrotliStream(packed, CompressionMode.Decompress));
        var count = raw.ReadInt32();
        var lengths = raw.ReadBytes(count);
        var starts = new int[count + 1];
        for (var i = 0; i < count; i++) starts[i + 1] = starts[i] + lengths[i];
        var bytes = raw.ReadBytes(starts[count]);
        if (bytes.Length != starts[count]) throw new InvalidDataException($"The vocabulary {resource} is cut short.");
        return new Vocabulary(bytes, starts, lengths.Max());
    }

    /// <summary>Rank of a token, or -1.</summary>
    public int Rank(ReadOnlySpan<byte> token)
    {
        if (token.Length > MaxTokenLength) return -1;
        var slot = Hash(token) & _mask;
        while (true)
        {
            var rank = _table[slot] - 1;
            if (rank < 0) return -1;
            var start = _starts[rank];
            if (_starts[rank + 1] - start == token.Length && token.SequenceEqual(_bytes.AsSpan(start, token.Length))) return rank;
            slot = (slot + 1) & _mask;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> token)
    {
        var hash = 2166136261u;
        foreach (var b in token) hash = (hash ^ b) * 16777619u; // FNV-1a: tokens are a few bytes long
        return hash ^ (hash >> 15);
    }
}
