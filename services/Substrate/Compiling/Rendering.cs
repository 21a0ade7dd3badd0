using System.Text;
using System.Text.RegularExpressions;

namespace Substrate.Compiling;

/// <summary>Stage 9: text. Everything but instructions and the task stands in a fence that its text cannot close.</summary>
internal static class Rendering
{
    private const int LongestTitle = 200;

    // "<memory" in any disguise; the fence's own tag is the only one in a window.
    private static readonly Regex MemoryTag = new(@"<\s*/?\s*memory", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>The item's own block, without its section.</summary>
    public static string Block(Candidate candidate)
    {
        var item = candidate.Item;
        var text = Disarm(candidate.WithheldBy is null ? item.Text : item.Summary ?? $"[withheld by policy: {string.Join(", ", candidate.WithheldBy)}]");
        return item.Kind switch
        {
            ItemKind.Instruction or ItemKind.Task => text,
            ItemKind.Memory => $"<memory id=\"{Attribute(item.Id)}\" type=\"{Attribute(item.Memory?.Type ?? "unknown")}\">\n{text}\n</memory>",
            _ => Fenced(Title(item), text),
        };
    }

    public static string Section(LaneProfile lane) => lane.Note is null ? $"## {lane.Heading}" : $"## {lane.Heading}\n\n{lane.Note}";

    /// <summary>Sections in lane order, joined by blank lines.</summary>
    public static string Markdown(IEnumerable<IReadOnlyList<Candidate>> sections)
    {
        var text = new StringBuilder();
        foreach (var section in sections)
        {
            if (text.Length > 0) text.Append("\n\n");
            text.Append(Section(section[0].Lane));
            foreach (var candidate in section) text.Append("\n\n").Append(candidate.Block);
        }
        return text.ToString();
    }

    public static IReadOnlyList<RenderedMessage> Messages(IReadOnlyList<IReadOnlyList<Candidate>> sections)
    {
        var system = Markdown(sections.Where(section => section[0].Lane.System));
        var user = Markdown(sections.Where(section => !section[0].Lane.System));
        RenderedMessage?[] messages = [system.Length > 0 ? new("system", system) : null, user.Length > 0 ? new("user", user) : null];
        return [.. messages.OfType<RenderedMessage>()];
    }

    private static string Disarm(string text) => MemoryTag.Replace(text, match => string.Concat("&lt;", match.ValueSpan[1..]));

    private static string Fenced(string title, string text)
    {
        var longest = 0;
        var run = 0;
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        var fence = new string('`', Math.Max(3, longest + 1));
        return $"### {title}\n{fence}\n{text}\n{fence}";
    }

    private static string Title(ContextItem item)
    {
        var title = item.Source.Span is null ? item.Source.Uri : $"{item.Source.Uri} ({item.Source.Span})";
        var line = new StringBuilder(Math.Min(title.Length, LongestTitle));
        foreach (var c in title)
        {
            if (line.Length == LongestTitle) break;
            line.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '`' or '\u2028' or '\u2029' ? ' ' : c);
        }
        return Disarm(line.ToString().Trim());
    }

    private static string Attribute(string value)
    {
        var line = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            line.Append(c switch { '&' => "&amp;", '"' => "&quot;", '<' => "&lt;", '>' => "&gt;", _ when char.IsControl(c) => " ", _ => c.ToString() });
        }
        return line.ToString();
    }
}
