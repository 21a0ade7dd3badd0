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

    public int Count(string text) => CountSpan(text);

    internal static int CountSpan(ReadOnlySpan<char> text) => text.Length == 0 ? 0 : Pieces.Count(text, Words.Value, PreTokenizer.NextEnd);

    /// <summary>Whether these bytes are a token of their own: for words, that they are frequent ones.</summary>
    internal static bool IsToken(ReadOnlySpan<byte> bytes) => Words.Value.Rank(bytes) >= 0;
}
