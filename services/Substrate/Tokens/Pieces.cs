using System.Buffers;
using System.Text;

namespace Substrate.Tokens;

/// <summary>Where the piece of <paramref name="text"/> that starts at <paramref name="start"/> ends.</summary>
internal delegate int PieceEnd(ReadOnlySpan<char> text, int start);

/// <summary>Counts a text piece by piece, as its vocabulary splits it.</summary>
internal static class Pieces
{
    public static int Count(ReadOnlySpan<char> text, Vocabulary vocabulary, PieceEnd nextEnd)
    {
        Span<byte> small = stackalloc byte[384];
        var tokens = 0;
        for (var at = 0; at < text.Length;)
        {
            var end = nextEnd(text, at);
            var piece = text[at..end];
            if (piece.Length <= 128) tokens += BytePairs.Count(small[..Encoding.UTF8.GetBytes(piece, small)], vocabulary);
            else tokens += CountLong(piece, vocabulary);
            at = end;
        }
        return tokens;
    }

    private static int CountLong(ReadOnlySpan<char> piece, Vocabulary vocabulary)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(piece.Length));
        try
        {
            return BytePairs.Count(buffer.AsSpan(0, Encoding.UTF8.GetBytes(piece, buffer)), vocabulary);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
