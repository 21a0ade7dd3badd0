using Substrate.Compiling;

namespace Context.Domain;

/// <summary>The one answer to "why is this in the window, or why not": what the compiler wrote down when it decided, the rules by their ids, and for a duplicate what became of its twin.</summary>
internal static class WhySentence
{
    public static string For(ReceiptEntry entry, Receipt receipt)
    {
        var rules = entry.Rules is { Count: > 0 } ids ? $" ({(ids.Count == 1 ? "rule" : "rules")} {string.Join(", ", ids)})" : "";
        var twin = entry.DuplicateOf is null ? null : receipt.Entries.FirstOrDefault(e => e.ItemId == entry.DuplicateOf);
        var fate = twin is null ? "" : $" {twin.ItemId}: {twin.Detail}";
        return entry.Detail.TrimEnd('.') + rules + "." + fate;
    }
}
