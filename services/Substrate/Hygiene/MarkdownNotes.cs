using System.Text.RegularExpressions;

namespace Substrate.Hygiene;

/// <summary>
/// Notes of a Markdown file as agents are given: CLAUDE.md, AGENTS.md, Copilot's instructions, Cursor's rules, a folder of memories. Each item of a list and each
/// paragraph is a note; front matter, comments, headings, rules and the names of columns are not. Enough of CommonMark to tell these apart, no more.
/// </summary>
public static partial class MarkdownNotes
{
    public static StoredFile Read(string name, string text)
    {
        text = text.ReplaceLineEndings("\n").TrimStart('\uFEFF');
        var lines = Comment().Replace(text, comment => new string('\n', comment.Value.Count(c => c == '\n'))).Split('\n');
        var notes = new List<StoredNote>();
        var headings = new List<(int Level, string Title)>();
        var open = new List<string>();
        var (begins, fence) = (0, "");
        for (var at = AfterFrontMatter(lines); at < lines.Length; at++)
        {
            var line = lines[at];
            if (fence.Length > 0)
            {
                if (line.Trim().StartsWith(fence, StringComparison.Ordinal)) (fence, _) = ("", Close(code: true));
                else open.Add(line);
            }
            else if (Fence().Match(line) is { Success: true } opening)
            {
                Close();
                (fence, begins) = (opening.Groups["mark"].Value, at + 2);
            }
            else if (Heading().Match(line) is { Success: true } heading)
            {
                Close();
                var level = heading.Groups["level"].Length;
                headings.RemoveAll(of => of.Level >= level);
                headings.Add((level, heading.Groups["title"].Value.Trim()));
            }
            else if (TableRule().IsMatch(line))
            {
                // The row above names the columns.
                open.Clear();
            }
            else if (string.IsNullOrWhiteSpace(line) || Rule().IsMatch(line)) Close();
            else
            {
                var item = Item().Match(line);
                if (item.Success || line.TrimStart().StartsWith('|')) Close();
                if (open.Count == 0) begins = at + 1;
                open.Add(item.Success ? item.Groups["text"].Value : line.Trim());
            }
        }
        Close(code: fence.Length > 0);
        return new(name, notes, text);

        bool Close(bool code = false)
        {
            var whole = string.Join('\n', open).Trim();
            if (whole.Length > 0) notes.Add(new(name, begins, null, string.Join(" / ", headings.Select(of => of.Title)), whole, code));
            open.Clear();
            return true;
        }
    }

    private static int AfterFrontMatter(string[] lines)
    {
        if (lines[0].TrimEnd() != "---") return 0;
        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == "---");
        return end < 0 ? 0 : end + 1;
    }

    [GeneratedRegex("<!--.*?(?:-->|$(?![\\s\\S]))", RegexOptions.Singleline | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*(?<mark>`{3,}|~{3,})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ {0,3}(?<level>#{1,6})\s+(?<title>.*?)\s*#*\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    /// <summary>A line between parts, or the line under a heading.</summary>
    [GeneratedRegex(@"^\s*(?:[-*_=]\s*){3,}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^\s*\|[\s:|-]*-[\s:|-]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TableRule();

    [GeneratedRegex(@"^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(?<text>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Item();
}
