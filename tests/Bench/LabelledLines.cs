using System.Text.Json;

namespace Bench;

/// <summary>A line of code with a judgement: T holds a secret, F none, X an example that is to be left. Places are code points, half-open; -1 is the whole line.</summary>
/// <param name="Start">In UTF-16 code units, as C# counts.</param>
internal sealed record LabelledLine(JsonElement Id, string Repo, string Text, char Label, int Start, int End)
{
    /// <summary>All files of one name below a folder. Further properties of the rows are not read.</summary>
    public static IEnumerable<JsonElement> Rows(string folder, string name)
    {
        foreach (var file in Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file).Where(line => line.Length > 0))
            {
                using var row = JsonDocument.Parse(line);
                yield return row.RootElement.Clone();
            }
        }
    }

    public static LabelledLine Of(JsonElement row)
    {
        var text = row.GetProperty("text").GetString()!;
        var (start, end) = (row.GetProperty("value_start").GetInt32(), row.GetProperty("value_end").GetInt32());
        var repo = row.TryGetProperty("repo", out var named) ? named.GetString() ?? "" : "";
        return new(row.GetProperty("id"), repo, text, row.GetProperty("label").GetString()![0], start < 0 ? 0 : Units(text, start), start < 0 || end < 0 ? text.Length : Units(text, end));
    }

    public static int Points(string text, int units)
    {
        var points = units;
        for (var i = 0; i < units; i++) points -= char.IsLowSurrogate(text[i]) ? 1 : 0;
        return points;
    }

    private static int Units(string text, int points)
    {
        var at = 0;
        for (; points > 0 && at < text.Length; points--) at += char.IsHighSurrogate(text[at]) ? 2 : 1;
        return Math.Min(at, text.Length);
    }
}
