using System.Buffers;
using System.Text;

namespace Substrate.Tokens;

/// <summary>Exact token counts for the o200k_base vocabulary (GPT-4o and later). The vocabulary is loaded on first use (about 5 MB).</summary>
public sealed class O200kBase : ITokenCounter
{
    private static readonly Lazy<Vocabulary> Words = new(() => Vocabulary.Load("Substrate.Tokens.Data.o200k_base.vocab.br"));

    public static O200kBase Shared { get; } = new();

    private O200kBase()
    {
    }

    public string Name => "o200k_base";

    public int Count(string text) => Count(text.AsSpan());

    public int Count(ReadOnlySpan<char> text)
    {
        if (text.Length == 0) return 0;
        var vocabulary = Words.Value;
        Span<byte> small = stackalloc byte[384];
        var tokens = 0;
        for (var at = 0; at < text.Length;)
        {
            var end = PreTokenizer.NextEnd(text, at);
            var piece = text[at..end];
            if (piece.Length <= 128) tokens += BytePairs.Count(small[..Encoding.UTF8.GetBytes(piece, small)], vocabulary);
            else tokens += CountLong(piece, vocabulary);
            at = end;
        }
        return tokens;
    }

    /// <summary>Whether these bytes are a token of their own: for words, that they are frequent ones.</summary>
    internal static bool IsToken(ReadOnlySpan<byte> bytes) => Words.Value.Rank(bytes) >= 0;

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
