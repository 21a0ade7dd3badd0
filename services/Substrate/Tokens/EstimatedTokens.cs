using System.Globalization;

namespace Substrate.Tokens;

/// <summary>
/// An estimate for models whose vocabulary is not at hand: the count of o200k_base, times a factor, rounded up. The factor is on the safe side: it is above
/// the ratio of the worst single file when the published tokenizer of the family counted this repository's own files (C#, TypeScript, SQL, CSS, prose).
/// </summary>
public sealed class EstimatedTokens(int percent) : ITokenCounter
{
    /// <summary>For instance <c>estimate:o200k_base*1.35</c>.</summary>
    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"estimate:o200k_base*{percent / 100.0:0.00}");

    public int Count(string text) => (int)(((long)O200kBase.Shared.Count(text) * percent + 99) / 100);
}
