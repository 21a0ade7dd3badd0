using System.Collections.Frozen;

namespace Substrate.Compiling;

/// <summary>What a task asks for, by its question words.</summary>
/// <param name="When">It asks for a time.</param>
/// <param name="Name">It asks for somebody, something or somewhere that has a name.</param>
internal sealed record Asking(bool When, bool Name)
{
    private const int NamesOfAFullMatch = 4;

    private static readonly FrozenSet<string> ForNames = new[] { "where", "which", "who", "whom", "whose", "name", "names", "named", "called" }.ToFrozenSet(StringComparer.Ordinal);

    public static Asking Of(string task)
    {
        var words = Terms.Of(task);
        var howLong = Enumerable.Range(0, Math.Max(0, words.Count - 1)).Any(i => words[i] == "how" && words[i + 1] == "long");
        return new(howLong || words.Contains("when"), words.Any(ForNames.Contains));
    }

    /// <summary>Words with a capital that no sentence begins with, 0 to 1.</summary>
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
}
