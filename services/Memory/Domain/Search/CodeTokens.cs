namespace Memory.Domain.Search;

/// <summary>
/// Words as code has them: an identifier counts as a whole and by its parts (camelCase, snake_case, paths), lower-cased and lightly stemmed,
/// so that <c>DateTimeField</c>, <c>date_time</c> and "datetime fields" meet.
/// </summary>
internal static class CodeTokens
{
    private const int Longest = 48;

    private static readonly HashSet<string> Stop = ["a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "does", "for", "from", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its",
        "no", "not", "of", "on", "or", "our", "should", "so", "than", "that", "the", "their", "them", "then", "there", "these", "this", "to", "was", "we", "were", "what", "when", "where", "which", "will", "with", "would", "you", "your"];

    /// <summary>Adds each token of <paramref name="text"/> in order, repeats included.</summary>
    public static void Read(string text, List<string> into)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (!IsWord(text[i])) { i++; continue; }
            var start = i;
            while (i < text.Length && IsWord(text[i])) { i++; }
            Identifier(text.AsSpan(start, i - start), into);
        }
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static void Identifier(ReadOnlySpan<char> word, List<string> into)
    {
        word = word.Trim('_');
        if (word.Length is 0 or > 200) { return; }
        var before = into.Count;
        var start = 0;
        for (var i = 1; i <= word.Length; i++)
        {
            if (i < word.Length && !Boundary(word, i)) { continue; }
            Add(word[start..i].Trim('_'), into);
            start = i;
        }

        if (into.Count - before > 1) { Add(word, into); }
    }

    private static bool Boundary(ReadOnlySpan<char> w, int i)
    {
        char a = w[i - 1], b = w[i];
        if (b == '_' || a == '_') { return true; }
        if (char.IsLower(a) && char.IsUpper(b)) { return true; }
        return char.IsUpper(a) && char.IsUpper(b) && i + 1 < w.Length && char.IsLower(w[i + 1]);
    }

    private static void Add(ReadOnlySpan<char> part, List<string> into)
    {
        if (part.Length is 0 or > Longest) { return; }
        Span<char> lower = stackalloc char[part.Length];
        part.ToLowerInvariant(lower);
        var kept = Stem(lower);
        if (kept.Length > 4 && kept[^1] == 'e') { kept = kept[..^1]; }
        var token = new string(kept);
        if (!Stop.Contains(token)) { into.Add(token); }
    }

    /// <summary>Plural and the two common verb endings; nothing that would merge different words of code.</summary>
    private static ReadOnlySpan<char> Stem(Span<char> w)
    {
        if (w.Length > 4 && w.EndsWith("ies")) { w[^3] = 'y'; return w[..^2]; }
        if (w.Length > 4 && (w.EndsWith("sses") || w.EndsWith("shes") || w.EndsWith("ches") || w.EndsWith("xes"))) { return w[..^2]; }
        if (w.Length > 3 && w[^1] == 's' && w[^2] is not ('s' or 'u' or 'i')) { w = w[..^1]; }
        if (w.Length > 5 && w.EndsWith("ing")) { return Undouble(w[..^3]); }
        if (w.Length > 4 && w.EndsWith("ed") && w[^3] != 'e') { return Undouble(w[..^2]); }
        return w;
    }

    private static ReadOnlySpan<char> Undouble(Span<char> w) =>
        w.Length > 3 && w[^1] == w[^2] && w[^1] is not ('l' or 's' or 'z') ? w[..^1] : w;
}
