using System.Buffers;

namespace Substrate.Compiling;

/// <summary>
/// A light English stem: plurals, -ing, -ed and -ly fall off, so that "painted" meets "paints". Cautious on purpose: words of three letters and words
/// with anything but a to z stay as they are. A stem need not be a word; both sides get the same one.
/// </summary>
internal static class Stems
{
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    public static string Of(string word)
    {
        if (word.Length <= 3) return word;
        foreach (var c in word)
        {
            if (c is < 'a' or > 'z') return word;
        }
        var stem = Verb(Singular(word));
        if (stem.Length > 5 && Ends(stem, "ly")) stem = stem[..^2];
        if (stem.Length > 3 && stem[^1] == 'e') stem = stem[..^1];
        return stem.Length > 3 && stem[^1] == 'y' ? $"{stem[..^1]}i" : stem;
    }

    private static string Singular(string word)
    {
        if (word.Length > 4 && Ends(word, "ies")) return $"{word[..^3]}y";
        if (Ends(word, "sses") || Ends(word, "xes") || Ends(word, "ches") || Ends(word, "shes")) return word[..^2];
        return word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') ? word[..^1] : word;
    }

    private static string Verb(string word)
    {
        if (word.Length > 5 && Ends(word, "ing") && HasVowel(word[..^3])) return Single(word[..^3]);
        if (word.Length > 4 && Ends(word, "ied")) return $"{word[..^3]}y";
        return word.Length > 4 && Ends(word, "ed") && HasVowel(word[..^2]) ? Single(word[..^2]) : word;
    }

    /// <summary>"running" ran with one n; "telling" keeps both.</summary>
    private static string Single(string stem) =>
        stem.Length > 2 && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's' or 'z') ? stem[..^1] : stem;

    private static bool HasVowel(string text) => text.AsSpan().ContainsAny(Vowels);

    private static bool Ends(string word, string with) => word.EndsWith(with, StringComparison.Ordinal);
}
