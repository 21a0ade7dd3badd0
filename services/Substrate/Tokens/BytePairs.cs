using System.Buffers;

namespace Substrate.Tokens;

/// <summary>How many tokens a piece becomes when its bytes are merged pair by pair, lowest rank first.</summary>
internal static class BytePairs
{
    private const int ScanLimit = 48;

    public static int Count(ReadOnlySpan<byte> piece, Vocabulary vocabulary)
    {
        if (piece.Length == 1 || vocabulary.Rank(piece) >= 0) return 1;
        return piece.Length <= ScanLimit ? CountByScan(piece, vocabulary) : CountByHeap(piece, vocabulary);
    }

    /// <summary>Quadratic, with a small constant: most pieces are words.</summary>
    private static int CountByScan(ReadOnlySpan<byte> piece, Vocabulary vocabulary)
    {
        Span<int> starts = stackalloc int[ScanLimit + 1];
        Span<int> ranks = stackalloc int[ScanLimit + 1]; // of the pair that begins at this part
        var parts = piece.Length;
        for (var i = 0; i <= parts; i++) starts[i] = i;
        for (var i = 0; i < parts - 1; i++) ranks[i] = RankOf(piece, i, i + 2, vocabulary);
        while (true)
        {
            var best = -1;
            var bestRank = int.MaxValue;
            for (var i = 0; i < parts - 1; i++)
            {
                if (ranks[i] < bestRank) (best, bestRank) = (i, ranks[i]);
            }
            if (best < 0) return parts;
            starts[(best + 2)..(parts + 1)].CopyTo(starts[(best + 1)..]);
            if (best + 2 < parts) ranks[(best + 2)..(parts - 1)].CopyTo(ranks[(best + 1)..]);
            parts--;
            if (best < parts - 1) ranks[best] = RankOf(piece, starts[best], starts[best + 2], vocabulary);
            if (best > 0) ranks[best - 1] = RankOf(piece, starts[best - 1], starts[best + 1], vocabulary);
        }
    }

    /// <summary>O(n log n) for long pieces, such as a line of base64 or of dashes. Stale heap entries are recognised by their pair's end.</summary>
    private static int CountByHeap(ReadOnlySpan<byte> piece, Vocabulary vocabulary)
    {
        var length = piece.Length;
        var next = ArrayPool<int>.Shared.Rent(length + 1);
        var previous = ArrayPool<int>.Shared.Rent(length + 1);
        try
        {
            for (var i = 0; i <= length; i++) (next[i], previous[i]) = (i + 1, i - 1);
            var heap = new PriorityQueue<(int Start, int Middle, int End), long>(length);
            for (var i = 0; i + 2 <= length; i++) Offer(heap, piece, i, i + 1, i + 2, vocabulary);
            var parts = length;
            while (heap.TryDequeue(out var pair, out _))
            {
                var (start, middle, end) = pair;
                if (next[start] != middle || next[middle] != end) continue;
                next[start] = end;
                previous[end] = start;
                next[middle] = -1; // no part starts here any more
                parts--;
                if (end < length) Offer(heap, piece, start, end, next[end], vocabulary);
                if (start > 0) Offer(heap, piece, previous[start], start, end, vocabulary);
            }
            return parts;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(next);
            ArrayPool<int>.Shared.Return(previous);
        }
    }

    private static void Offer(PriorityQueue<(int, int, int), long> heap, ReadOnlySpan<byte> piece, int start, int middle, int end, Vocabulary vocabulary)
    {
        var rank = RankOf(piece, start, end, vocabulary);
        if (rank != int.MaxValue) heap.Enqueue((start, middle, end), ((long)rank << 32) | (uint)start); // leftmost first among equals
    }

    private static int RankOf(ReadOnlySpan<byte> piece, int start, int end, Vocabulary vocabulary)
    {
        var rank = vocabulary.Rank(piece[start..end]);
        return rank < 0 ? int.MaxValue : rank;
    }
}
