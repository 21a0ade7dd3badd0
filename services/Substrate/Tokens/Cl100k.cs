namespace Substrate.Tokens;

/// <summary>Exact token counts for the cl100k_base vocabulary (GPT-4, GPT-3.5 Turbo). The vocabulary is loaded on first use (about 2 MB).</summary>
public sealed class Cl100k : ITokenCounter
{
    private static readonly Lazy<Vocabulary> Words = new(() => Vocabulary.Load("Substrate.Tokens.Data.cl100k_base.vocab.br"));

    public static Cl100k Instance { get; } = new();

    private Cl100k()
    {
    }

    public string Name => "cl100k_base";

    public int Count(string text) => Pieces.Count(text, Words.Value, Cl100kSplit.NextEnd);
}
