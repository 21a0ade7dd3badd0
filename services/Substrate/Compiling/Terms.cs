namespace Substrate.Compiling;

/// <summary>Words of a text for matching: runs of letters and digits, lower case. Identifiers fall apart at _ and at a change from lower to upper case.</summary>
internal static class Terms
{
    private const int LongestOnStack = 128;

    public delegate void OnTerm(ReadOnlySpan<char> term);

    public static IEnumerable<string> Of(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && char.IsLetterOrDigit(text[i]);
            var hump = inside && start >= 0 && char.IsUpper(text[i]) && char.IsLower(text[i - 1]);
            if (start >= 0 && (!inside || hump))
            {
                yield return text[start..i].ToLowerInvariant();
                start = -1;
            }
            if (inside && start < 0) start = i;
        }
    }

    /// <summary>The same words without a string for each; a span is good until the next one.</summary>
    public static void Each(ReadOnlySpan<char> text, OnTerm take)
    {
        Span<char> lower = stackalloc char[LongestOnStack];
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && char.IsLetterOrDigit(text[i]);
            var hump = inside && start >= 0 && char.IsUpper(text[i]) && char.IsLower(text[i - 1]);
            if (start >= 0 && (!inside || hump))
            {
                var word = text[start..i];
                if (word.Length <= lower.Length) take(lower[..word.ToLowerInvariant(lower)]);
                else take(word.ToString().ToLowerInvariant());
                start = -1;
            }
            if (inside && start < 0) start = i;
        }
    }

    /// <summary>FNV-1a over UTF-16 units; the same on every machine, unlike string.GetHashCode.</summary>
    public static ulong Hash(ReadOnlySpan<char> term)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in term) hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}
