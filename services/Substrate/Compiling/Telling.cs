using System.Collections.Frozen;

namespace Substrate.Compiling;

/// <summary>What texts tell by their words; each 0 to 1. Each word of a compile is looked up once, however many texts have it.</summary>
internal sealed class Telling(WordStatistics words)
{
    private const int TimesOfAFullMatch = 3;

    private static readonly FrozenSet<string> Speaking = Set("i my we our");
    private static readonly FrozenSet<string> TimeWords = Set(
        "yesterday today tonight tomorrow last next ago week weekend month year years days recently since monday tuesday wednesday thursday friday saturday sunday january "
        + "february march april june july august september october november december summer winter spring fall morning");

    private readonly bool[] _speaking = Marked(words, Speaking);
    private readonly bool[] _times = Marked(words, TimeWords);

    /// <summary>1 when it tells of the speaker's own.</summary>
    public double Firsthand(int text) => Count(text, _speaking, most: 1);

    /// <summary>Words that tell of a time.</summary>
    public double Times(int text) => Count(text, _times, TimesOfAFullMatch) / (double)TimesOfAFullMatch;

    private int Count(int text, bool[] marked, int most)
    {
        var count = 0;
        foreach (var word in words.Of(text))
        {
            if (marked[word] && ++count == most) break;
        }
        return count;
    }

    private static bool[] Marked(WordStatistics words, FrozenSet<string> set)
    {
        var marked = new bool[words.Count];
        for (var i = 0; i < marked.Length; i++) marked[i] = set.Contains(words.Word(i));
        return marked;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
