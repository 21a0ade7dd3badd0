using System.Text;
using System.Text.RegularExpressions;

namespace Substrate.Compiling;

/// <summary>Stage 9: text. Everything but instructions and the task stands in a fence that its text cannot close.</summary>
internal static class Rendering
{
    private const int LongestTitle = 200;

    // "<memory" in any disguise; the fence's own tag is the only one in a window.
    private static readonly Regex MemoryTag = new(@"<\s*/?\s*memory", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>The words of an item that a window may show.</summary>
    public static string Shown(Candidate candidate) =>
        Disarm(candidate.WithheldBy is null ? candidate.VariantText ?? candidate.Item.Text : candidate.Item.Summary ?? $"[withheld by policy: {string.Join(", ", candidate.WithheldBy)}]");

    /// <summary>The item's own block, without its section; for a listed message its line.</summary>
    public static string Block(Candidate candidate)
    {
        var item = candidate.Item;
        var text = Shown(candidate);
        return item.Kind switch
        {
            _ when candidate.Group is not null => text,
            ItemKind.Instruction or ItemKind.Task => text,
            ItemKind.Memory => $"<memory id=\"{Attribute(item.Id)}\" type=\"{Attribute(item.Memory?.Type ?? "unknown")}\">\n{text}\n</memory>",
            _ => Fenced(Title(Short(item.Source.Uri), item.Source.Span), text),
        };
    }

    public static string Section(LaneProfile lane) => lane.Note is null ? $"## {lane.Heading}" : $"## {lane.Heading}\n\n{lane.Note}";

    /// <summary>What a list of messages begins and ends with.</summary>
    public static (string Start, string End) List(Grouping group, IEnumerable<string> lines)
    {
        var fence = Fence(lines);
        return ($"### {Title(Short(group.Uri), null)}\n{fence}\n", $"\n{fence}");
    }

    /// <summary>A section's items as they stand in the window, in its order: an item that begins a list, or a day in it, brings the heading or the date along.</summary>
    public static IReadOnlyList<string> Pieces(IReadOnlyList<Candidate> section)
    {
        var pieces = new string[section.Count];
        for (var start = 0; start < section.Count;)
        {
            var group = section[start].Group;
            var end = start + 1;
            while (group is not null && end < section.Count && section[end].Group == group) end++;
            for (var i = start; i < end; i++) pieces[i] = section[i].Block;
            if (group is not null)
            {
                var (head, tail) = List(group, section.Skip(start).Take(end - start).Select(candidate => candidate.Block));
                for (var i = start; i < end; i++)
                {
                    var before = i == start ? null : section[i - 1];
                    pieces[i] = pieces[i][Grouping.SaidBefore(before, section[i]).Length..];
                    if (Grouping.Day(before, section[i]) is { } day) pieces[i] = $"{day}\n{pieces[i]}";
                }
                pieces[start] = head + pieces[start];
                pieces[end - 1] += tail;
            }
            start = end;
        }
        return pieces;
    }

    /// <summary>Sections in lane order, joined by blank lines.</summary>
    public static string Markdown(IEnumerable<IReadOnlyList<Candidate>> sections)
    {
        var text = new StringBuilder();
        foreach (var section in sections)
        {
            if (text.Length > 0) text.Append("\n\n");
            text.Append(Section(section[0].Lane));
            var pieces = Pieces(section);
            for (var i = 0; i < pieces.Count; i++)
            {
                var listed = i > 0 && section[i].Group is { } group && group == section[i - 1].Group;
                text.Append(listed ? "\n" : "\n\n").Append(pieces[i]);
            }
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

    /// <summary>A step by its number: its run's id costs as many tokens as many a step, and stands in the receipt.</summary>
    private static string Short(string uri) => uri.StartsWith("step:", StringComparison.Ordinal) && uri.AsSpan().Count(':') == 2 ? $"step {uri[(uri.LastIndexOf(':') + 1)..]}" : uri;

    private static string Disarm(string text) => MemoryTag.Replace(text, match => string.Concat("&lt;", match.ValueSpan[1..]));

    private static string Fenced(string title, string text)
    {
        var fence = Fence([text]);
        return $"### {title}\n{fence}\n{text}\n{fence}";
    }

    private static string Fence(IEnumerable<string> texts)
    {
        var longest = 0;
        foreach (var text in texts)
        {
            var run = 0;
            foreach (var c in text)
            {
                run = c == '`' ? run + 1 : 0;
                longest = Math.Max(longest, run);
            }
        }
        return new string('`', Math.Max(3, longest + 1));
    }

    private static string Title(string uri, string? span)
    {
        var title = span is null ? uri : $"{uri} ({span})";
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
