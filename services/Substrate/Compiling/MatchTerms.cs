namespace Substrate.Compiling;

/// <summary>
/// Terms of a text for scoring: the stems of its words. An identifier (snake_case, camelCase) gives its parts and, once more, itself as a whole, so that
/// its exact name weighs more than words it is made of.
/// </summary>
internal static class MatchTerms
{
    public static IEnumerable<string> Of(string text) => Words(text).Select(Stems.Of);

    /// <summary>Lower case, without stems.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var words = new List<string>();
        Each(text, word => words.Add(word.ToString()));
        return words;
    }

    /// <summary>The same words without a string for each; a span is good until the next one.</summary>
    public static void Each(ReadOnlySpan<char> text, Terms.OnTerm take)
    {
        Span<char> onStack = stackalloc char[Terms.LongestOnStack];
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                at++;
                continue;
            }
            var end = at;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) end++;
            var run = text[at..end];
            at = end;
            if (Terms.Each(run, take) < 2) continue;
            var whole = run.Length <= onStack.Length ? onStack : new char[run.Length];
            take(whole[..Join(run, whole)]);
        }
    }

    /// <summary>An identifier in lower case without its underscores; its length.</summary>
    private static int Join(ReadOnlySpan<char> run, Span<char> whole)
    {
        var length = run.ToLowerInvariant(whole);
        var kept = 0;
        for (var i = 0; i < length; i++)
        {
            if (whole[i] != '_') whole[kept++] = whole[i];
        }
        return kept;
    }
}
