namespace Substrate.Tokens;

/// <summary>Counts tokens of plain text. Text that looks like a special token is counted as the text it is. Thread-safe.</summary>
public interface ITokenCounter
{
    /// <summary>Name of the vocabulary, as receipts state it.</summary>
    string Name { get; }

    int Count(string text);
}

public static class TokenCounters
{
    /// <summary>
    /// The counter for a model. Only o200k_base is at hand, so every model gets it: exact for OpenAI models since GPT-4o, an estimate for others.
    /// The counter's name in the receipt says which was used.
    /// </summary>
    public static ITokenCounter ForModel(string? model) => O200kBase.Shared;
}
