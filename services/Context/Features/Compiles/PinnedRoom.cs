using System.Globalization;
using Substrate.Compiling;

namespace Context.Features.Compiles;

/// <summary>
/// What the caller pinned must be in the window: a budget that it does not fit into is refused, with what it needs. Whether it fits is known once policy has
/// decided, since what is refused needs no room. Pinned memories were not asked for one by one, and may be left out.
/// </summary>
internal static class PinnedRoom
{
    private const int Named = 10;

    public static RequestFault? FirstFault(IReadOnlyList<ContextItem> given, Receipt receipt)
    {
        var pinned = given.Where(item => item.Pinned).Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        if (pinned.Count == 0 || !receipt.Entries.Any(entry => pinned.Contains(entry.ItemId) && (entry.Decision == ReasonCode.BudgetEvicted || entry.Variant != ItemVariant.Raw)))
        {
            return null;
        }

        var need = receipt.Entries.Where(entry => pinned.Contains(entry.ItemId) && entry.Decision is (ReasonCode.BudgetEvicted or ReasonCode.Included or ReasonCode.Redacted))
            .Select(entry => (entry.ItemId, Tokens: entry.WholeTokens ?? entry.Tokens)).OrderByDescending(entry => entry.Tokens).ThenBy(entry => entry.ItemId, StringComparer.Ordinal).ToList();
        var list = string.Join(", ", need.Take(Named).Select(entry => string.Create(CultureInfo.InvariantCulture, $"'{entry.ItemId}' ({entry.Tokens})")));
        var more = need.Count > Named ? $" and {need.Count - Named} more" : "";
        return new(
            "budget_below_pinned", "budget",
            string.Create(CultureInfo.InvariantCulture, $"The pinned items need {need.Sum(entry => entry.Tokens)} tokens and their headings, the budget is {receipt.Budget}: {list}{more}."));
    }
}
