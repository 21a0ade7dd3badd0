using System.Globalization;
using System.Text;
using Substrate.Tokens;

namespace Substrate.Compiling;

/// <summary>
/// The lines of a long text that matter most to a task, whole and in their order, with what is left out between them told by number: lines of code and logs,
/// sentences of prose. Nothing is rewritten.
/// </summary>
internal static class Extracting
{
    private const int LinesOfCode = 8;

    /// <summary>Null when the text has no unit that shares a word with the task, or none that fits.</summary>
    public static string? Run(string text, IReadOnlySet<string> task, int room, ITokenCounter tokens)
    {
        var (units, called) = Split(text);
        if (units.Count < 2) return null;
        var ranked = units.Select((unit, at) => (At: at, Match: MatchTerms.Of(unit).Where(task.Contains).Distinct(StringComparer.Ordinal).Count()))
            .Where(unit => unit.Match > 0).OrderByDescending(unit => unit.Match).ThenBy(unit => unit.At).ToList();
        var (chosen, spent) = (new SortedSet<int>(), 0);
        var mark = tokens.Count(Mark(called, units.Count, units.Count) + "\n");
        foreach (var (at, _) in ranked)
        {
            // A unit of its own is a gap more at worst; the first one has a gap on either side.
            var cost = tokens.Count(units[at]) + 1 + (chosen.Count == 0 ? 2 * mark : mark);
            if (spent + cost > room) continue;
            spent += cost;
            chosen.Add(at);
        }
        return chosen.Count == 0 || chosen.Count == units.Count ? null : Join(units, chosen, called);
    }

    private static string Join(IReadOnlyList<string> units, SortedSet<int> chosen, string called)
    {
        var text = new StringBuilder();
        var next = 0;
        foreach (var at in chosen)
        {
            if (at > next) text.Append(Mark(called, next + 1, at)).Append('\n');
            text.Append(units[at]).Append('\n');
            next = at + 1;
        }
        if (next < units.Count) text.Append(Mark(called, next + 1, units.Count)).Append('\n');
        return text.ToString(0, text.Length - 1);
    }

    private static string Mark(string called, int first, int last) => first == last
        ? string.Create(CultureInfo.InvariantCulture, $"[… {called} {first} left out …]")
        : string.Create(CultureInfo.InvariantCulture, $"[… {called}s {first}–{last} left out …]");

    private static (IReadOnlyList<string> Units, string Called) Split(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length >= LinesOfCode) return (lines, "line");
        var sentences = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var ends = text[i] == '\n' || (text[i] is '.' or '!' or '?' && i + 1 < text.Length && char.IsWhiteSpace(text[i + 1]));
            if (!ends) continue;
            if (text[start..(i + 1)].Trim() is { Length: > 0 } sentence) sentences.Add(sentence);
            start = i + 1;
        }
        if (text[start..].Trim() is { Length: > 0 } last) sentences.Add(last);
        return (sentences, "sentence");
    }
}
