using System.Globalization;
using System.Text;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;

namespace Context.Domain;

/// <summary>
/// Shows a compile to someone with a lower sensitivity ceiling than its candidates: what lies above it keeps its decision, its tokens and its place,
/// and loses its name, its source and its words.
/// </summary>
internal static class CompileMask
{
    public const string HiddenText = "[hidden: above your sensitivity ceiling]";

    /// <summary>The name a hidden candidate is shown under: its number in the receipt, from 0.</summary>
    public static string NameOf(int entry) => string.Create(CultureInfo.InvariantCulture, $"masked-{entry}");

    /// <summary>A window's limits hold for everyone; reading about it, an admin sees everything, and whoever compiled it gave or was shown what is in it.</summary>
    public static bool ReadsEverything(CallerRole role, string reader, string compiledBy) => role >= CallerRole.Admin || reader == compiledBy;

    public static StoredCompile For(StoredCompile compile, Sensitivity ceiling)
    {
        var hidden = compile.Items.Where(i => i.Item.Sensitivity > ceiling).Select(i => i.Item.Id).ToHashSet(StringComparer.Ordinal);
        if (hidden.Count == 0)
        {
            return compile;
        }

        var names = compile.Receipt.Entries.Select((entry, i) => (entry.ItemId, Name: hidden.Contains(entry.ItemId) ? NameOf(i) : entry.ItemId))
            .ToDictionary(p => p.ItemId, p => p.Name, StringComparer.Ordinal);
        var messages = WithoutTexts([.. compile.Messages.Select(m => m.Content)], compile.Rendered, hidden);
        return compile with
        {
            Items = [.. compile.Items.Where(i => !hidden.Contains(i.Item.Id))],
            Decisions = compile.Decisions.Where(d => !hidden.Contains(d.Key)).ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal),
            Similarities = compile.Similarities?.Where(s => !hidden.Contains(s.Key)).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal),
            Receipt = compile.Receipt with { Entries = [.. compile.Receipt.Entries.Select(entry => Entry(entry, names))] },
            Markdown = WithoutTexts([compile.Markdown], compile.Rendered, hidden)[0],
            Messages = [.. compile.Messages.Zip(messages, (message, content) => message with { Content = content })],
            Rendered = [.. compile.Rendered.Select(r => hidden.Contains(r.Id) ? r with { Id = names[r.Id], Text = HiddenText } : r)],
        };
    }

    private static ReceiptEntry Entry(ReceiptEntry entry, Dictionary<string, string> names)
    {
        var duplicateOf = entry.DuplicateOf is { } other ? names.GetValueOrDefault(other, other) : null;
        if (names[entry.ItemId] == entry.ItemId)
        {
            entry = entry with { StandsFor = entry.StandsFor?.Select(twin => names.GetValueOrDefault(twin.ItemId, twin.ItemId) is var name && name != twin.ItemId ? new(name, "masked:") : twin).ToList() };
            return duplicateOf == entry.DuplicateOf
                ? entry
                : entry with { DuplicateOf = duplicateOf, Detail = $"Nearly the same words as {duplicateOf}, which stands for it." };
        }

        return entry with
        {
            ItemId = names[entry.ItemId], SourceUri = "masked:", Detail = "What this is, is above your sensitivity ceiling.", DuplicateOf = duplicateOf, TextHash = null,
            StandsFor = null,
        };
    }

    /// <summary>
    /// By place and not by words: a listed message may be as short as "yes", and what others say must neither vanish with it nor show that it is the same.
    /// What was rendered stands in the texts in its order; if one is not found, nothing is shown.
    /// </summary>
    private static List<string> WithoutTexts(IReadOnlyList<string> texts, IReadOnlyList<RenderedItem> rendered, HashSet<string> hidden)
    {
        var shown = texts.Select(_ => new StringBuilder()).ToList();
        var (text, at) = (0, 0);
        foreach (var item in rendered.Where(item => item.Text.Length > 0))
        {
            int found;
            while ((found = text < texts.Count ? PlaceOf(item.Text, texts[text], at) : -1) < 0 && text < texts.Count)
            {
                shown[text].Append(texts[text].AsSpan(at));
                (text, at) = (text + 1, 0);
            }
            if (found < 0)
            {
                return [.. texts.Select(_ => HiddenText)];
            }

            shown[text].Append(texts[text].AsSpan(at, found - at)).Append(hidden.Contains(item.Id) ? HiddenText : item.Text);
            at = found + item.Text.Length;
        }
        for (; text < texts.Count; (text, at) = (text + 1, 0))
        {
            shown[text].Append(texts[text].AsSpan(at));
        }

        return [.. shown.Select(s => s.ToString())];
    }

    /// <summary>An item begins on a line of its own, below a heading; a heading's words are no item.</summary>
    private static int PlaceOf(string item, string text, int from)
    {
        var found = text.IndexOf(item, from, StringComparison.Ordinal);
        while (found >= 0 && (found == 0 || text[found - 1] != '\n'))
        {
            found = text.IndexOf(item, found + 1, StringComparison.Ordinal);
        }

        return found;
    }
}
