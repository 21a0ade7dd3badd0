using System.Collections.Frozen;

namespace Substrate.Compiling;

/// <summary>What a task asks for, by its question words, and how much of that a message has to give; each 0 to 1.</summary>
/// <param name="When">It asks for a time.</param>
/// <param name="Name">It asks for somebody, something or somewhere that has a name.</param>
internal sealed record Asking(bool When, bool Name)
{
    private const int TimesOfAFullMatch = 3;
    private const int NamesOfAFullMatch = 4;

    private static readonly FrozenSet<string> ForNames = Set("where which who whom whose name names named called");
    private static readonly FrozenSet<string> Speaking = Set("i my we our");
    private static readonly FrozenSet<string> TimeWords = Set(
        "yesterday today tonight tomorrow last next ago week weekend month year years days recently since monday tuesday wednesday thursday friday saturday sunday january "
        + "february march april june july august september october november december summer winter spring fall morning");

    public static Asking Of(string task)
    {
        var words = Terms.Of(task).ToList();
        var howLong = Enumerable.Range(0, Math.Max(0, words.Count - 1)).Any(i => words[i] == "how" && words[i + 1] == "long");
        return new(howLong || words.Contains("when"), words.Any(ForNames.Contains));
    }

    /// <summary>Words that tell of a time.</summary>
    public static double Times(string text) => Math.Min(TimesOfAFullMatch, Terms.Of(text).Count(TimeWords.Contains)) / (double)TimesOfAFullMatch;

    /// <summary>1 when it tells of the speaker's own.</summary>
    public static double Firsthand(string text) => Terms.Of(text).Any(Speaking.Contains) ? 1 : 0;

    /// <summary>Words with a capital that no sentence begins with.</summary>
    public static double Names(string text)
    {
        var (names, begins) = (0, true);
        for (var i = 0; i < text.Length; i++)
        {
            var word = char.IsLetterOrDigit(text[i]);
            if (word && (i == 0 || !char.IsLetterOrDigit(text[i - 1])))
            {
                if (!begins && char.IsUpper(text[i]) && i + 1 < text.Length && char.IsLower(text[i + 1])) names++;
                begins = false;
            }
            else if (text[i] is '.' or '!' or '?' or ':' or '\n') begins = true;
        }
        return Math.Min(NamesOfAFullMatch, names) / (double)NamesOfAFullMatch;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
