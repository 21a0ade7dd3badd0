using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using Substrate.Compiling;

namespace Context.Features.Compiles;

/// <summary>
/// What a caller pinned has to be in the window: a budget that has no room for it is refused rather than met without it. What a person pinned in memory gives way
/// like everything else, since the caller did not ask for it by name.
/// </summary>
internal static class PinnedOverBudget
{
    private const int MostNamed = 20;

    public static ProblemHttpResult? Refusal(IReadOnlyList<ContextItem> given, Receipt receipt)
    {
        var pinned = given.Where(item => item.Pinned).Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        if (pinned.Count == 0 || !receipt.Entries.Any(entry => entry.Decision == ReasonCode.BudgetEvicted && pinned.Contains(entry.ItemId)))
        {
            return null;
        }

        var wanted = receipt.Entries.Where(entry => pinned.Contains(entry.ItemId) && entry.Decision is (ReasonCode.Included or ReasonCode.Redacted or ReasonCode.BudgetEvicted))
            .OrderByDescending(entry => entry.Tokens).ThenBy(entry => entry.ItemId, StringComparer.Ordinal).ToList();
        var named = string.Join(", ", wanted.Take(MostNamed).Select(entry => $"{entry.ItemId} ({entry.Tokens:N0} tokens)"));
        return Problem.Unprocessable(
            "budget_below_pinned", $"The budget of {receipt.Budget:N0} tokens has no room for what is pinned.", "budget",
            $"Pinned, {wanted.Sum(entry => (long)entry.Tokens):N0} tokens together, headings not counted: {named}{(wanted.Count > MostNamed ? $" and {wanted.Count - MostNamed} more" : "")}. Raise the budget, or pin less.");
    }
}
