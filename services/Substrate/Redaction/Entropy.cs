namespace Substrate.Redaction;

internal static class Entropy
{
    /// <summary>Shannon entropy of a value's characters, in bits per character.</summary>
    public static double OfCharacters(ReadOnlySpan<char> value)
    {
        Span<int> ascii = stackalloc int[128];
        Dictionary<char, int>? others = null;
        foreach (var c in value)
        {
            if (c < 128) ascii[c]++;
            else (others ??= [])[c] = others.GetValueOrDefault(c) + 1;
        }
        var bits = 0.0;
        foreach (var count in ascii) bits += Share(count, value.Length);
        foreach (var count in others?.Values ?? Enumerable.Empty<int>()) bits += Share(count, value.Length);
        return bits;
    }

    private static double Share(int count, int total) => count == 0 ? 0 : -(double)count / total * Math.Log2((double)count / total);
}
