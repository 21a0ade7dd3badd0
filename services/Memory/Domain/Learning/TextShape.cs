using System.Text;
using System.Text.RegularExpressions;

namespace Memory.Domain.Learning;

/// <summary>How alike two statements are: by their words and, separately, by the code they quote, because two warnings may share every word but the one that matters.</summary>
internal sealed partial class TextShape
{
    private readonly HashSet<string> _words;
    private readonly HashSet<string> _code;

    public TextShape(string text)
    {
        _code = [.. Code().Matches(text).Select(m => Normalise(m.Groups["v"].Value)).Where(c => c.Length > 0)];
        _words = [.. Normalise(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Lower case, punctuation and runs of space gone: what an exact duplicate shares.</summary>
    public static string Normalise(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c) || c is '_' or '/' or '-' or '.' or '=' or '<' or '>') { plain.Append(char.ToLowerInvariant(c)); }
            else if (plain.Length > 0 && plain[^1] != ' ') { plain.Append(' '); }
        }

        return plain.ToString().Trim(' ', '.');
    }

    public bool IsNearDuplicateOf(TextShape other) =>
        Jaccard(_words, other._words) >= LearningRules.DuplicateWords && (_code.Count + other._code.Count == 0 || Jaccard(_code, other._code) >= LearningRules.DuplicateCode);

    public bool Echoes(TextShape injected) =>
        Jaccard(_words, injected._words) >= LearningRules.EchoWords && (_code.Count + injected._code.Count == 0 || Jaccard(_code, injected._code) >= 0.5);

    private static double Jaccard(HashSet<string> a, HashSet<string> b)
    {
        if (a.Count == 0 && b.Count == 0) { return 1; }
        var shared = a.Count(b.Contains);
        return shared / (double)(a.Count + b.Count - shared);
    }

    [GeneratedRegex("`(?<v>[^`]+)`", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}
