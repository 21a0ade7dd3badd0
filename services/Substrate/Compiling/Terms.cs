namespace Substrate.Compiling;

/// <summary>Words of a text for matching: runs of letters and digits, lower case. Identifiers fall apart at _ and at a change from lower to upper case.</summary>
internal static class Terms
{
    /// <summary>Longer words than any of a language; what is longer costs an array.</summary>
    public const int LongestOnStack = 128;

    public delegate void OnTerm(ReadOnlySpan<char> term);

    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        Each(text, word => words.Add(word.ToString()));
        return words;
    }

    /// <summary>The same words without a string for each; a span is good until the next one.</summary>
    /// <returns>How many there were.</returns>
    public static int Each(ReadOnlySpan<char> text, OnTerm take)
    {
        Span<char> lower = stackalloc char[LongestOnStack];
        var (start, words, plain) = (-1, 0, true);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            var inside = char.IsLetterOrDigit(c);
            if (start >= 0 && (!inside || (char.IsUpper(c) && char.IsLower(text[i - 1]))))
            {
                var word = text[start..i];
                if (word.Length > lower.Length) take(word.ToString().ToLowerInvariant());
                else take(lower[..(plain ? word.Length : word.ToLowerInvariant(lower))]);
                words++;
                start = -1;
            }
            if (!inside) continue;
            if (start < 0) (start, plain) = (i, true);
            // Most words are ASCII, and lower case as they are read.
            if (c >= 128) plain = false;
            else if (i - start < lower.Length) lower[i - start] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
        }
        return words;
    }

    /// <summary>FNV-1a over UTF-16 units; the same on every machine, unlike string.GetHashCode.</summary>
    public static ulong Hash(ReadOnlySpan<char> term)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in term) hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}
