namespace Substrate.Compiling;

/// <summary>
/// Terms of a text for scoring: the stems of its words. An identifier (snake_case, camelCase) gives its parts and, once more, itself as a whole, so that
/// its exact name weighs more than words it is made of.
/// </summary>
internal static class MatchTerms
{
    public static IEnumerable<string> Of(string text) => Words(text).Select(Stems.Of);

    /// <summary>Lower case, without stems.</summary>
    public static IEnumerable<string> Words(string text)
    {
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
            var parts = 0;
            foreach (var part in Terms.Of(run))
            {
                parts++;
                yield return part;
            }
            if (parts > 1) yield return run.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        }
    }
}
