using System.Globalization;
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
        var shown = compile.Rendered.Where(r => hidden.Contains(r.Id)).ToList();
        return compile with
        {
            Items = [.. compile.Items.Where(i => !hidden.Contains(i.Item.Id))],
            Decisions = compile.Decisions.Where(d => !hidden.Contains(d.Key)).ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal),
            Receipt = compile.Receipt with { Entries = [.. compile.Receipt.Entries.Select(entry => Entry(entry, names))] },
            Markdown = WithoutTexts(compile.Markdown, shown),
            Messages = [.. compile.Messages.Select(m => m with { Content = WithoutTexts(m.Content, shown) })],
            Rendered = [.. compile.Rendered.Select(r => hidden.Contains(r.Id) ? r with { Id = names[r.Id], Text = HiddenText } : r)],
        };
    }

    private static ReceiptEntry Entry(ReceiptEntry entry, Dictionary<string, string> names)
    {
        var duplicateOf = entry.DuplicateOf is { } other ? names.GetValueOrDefault(other, other) : null;
        if (names[entry.ItemId] == entry.ItemId)
        {
            return duplicateOf == entry.DuplicateOf
                ? entry
                : entry with { DuplicateOf = duplicateOf, Detail = $"Nearly the same words as {duplicateOf}, which stands for it." };
        }

        return entry with
        {
            ItemId = names[entry.ItemId], SourceUri = "masked:", Detail = "What this is, is above your sensitivity ceiling.", DuplicateOf = duplicateOf, TextHash = null,
        };
    }

    /// <summary>Longest first, so that a hidden text inside another hidden text cannot leave a rest behind.</summary>
    private static string WithoutTexts(string text, IReadOnlyList<RenderedItem> hidden)
    {
        foreach (var item in hidden.OrderByDescending(h => h.Text.Length))
        {
            if (item.Text.Length > 0)
            {
                text = text.Replace(item.Text, HiddenText, StringComparison.Ordinal);
            }
        }

        return text;
    }
}
