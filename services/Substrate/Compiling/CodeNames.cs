namespace Substrate.Compiling;

/// <summary>
/// Names in the text of a coding run: paths, dotted names and identifiers. Words that only code has (an underscore, a dot, a slash, a capital or a digit
/// inside) are names; other words are not, so that prose does not pass for evidence.
/// </summary>
internal static class CodeNames
{
    private const int Shortest = 3;
    private const int Longest = 200;

    /// <summary>Each run of letters, digits, _ . / and - that is a name, and the names it is joined of.</summary>
    public static void Each(ReadOnlySpan<char> text, Action<string> take)
    {
        for (var at = 0; at < text.Length;)
        {
            if (!IsPart(text[at]))
            {
                at++;
                continue;
            }
            var end = at;
            while (end < text.Length && (IsPart(text[end]) || text[end] is '.' or '/' or '-')) end++;
            var run = text[at..end].TrimEnd("./-");
            at = end;
            if (run.Length is < Shortest or > Longest) continue;
            if (IsName(run)) take(run.ToString());
            if (run.IndexOfAny("./-") < 0) continue;
            for (var from = 0; from < run.Length;)
            {
                var to = run[from..].IndexOfAny("./-");
                var part = to < 0 ? run[from..] : run.Slice(from, to);
                from += part.Length + 1;
                if (part.Length >= Shortest && IsName(part)) take(part.ToString());
            }
        }
    }

    public static HashSet<string> In(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Each(text, name => names.Add(name));
        return names;
    }

    /// <summary>Whether a line reports an error, as compilers, tests and interpreters write it.</summary>
    public static bool IsError(ReadOnlySpan<char> line) =>
        line.Contains("Error", StringComparison.Ordinal) || line.Contains("error:", StringComparison.Ordinal) || line.Contains("Exception", StringComparison.Ordinal)
        || line.Contains("FAILED", StringComparison.Ordinal);

    private static bool IsName(ReadOnlySpan<char> word)
    {
        bool letter = false, mark = false;
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            letter |= char.IsLetter(c);
            mark |= i > 0 && (c is '_' or '.' or '/' || char.IsDigit(c) || (char.IsUpper(c) && char.IsLower(word[i - 1])));
        }
        return letter && mark;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
