using Substrate.Compiling;

namespace Context.Domain;

/// <summary>The one answer to "why is this in the window, or why not", as a person would say it.</summary>
internal static class WhySentence
{
    public static string For(ReceiptEntry entry, Receipt receipt) => entry.Decision switch
    {
        ReasonCode.Included => $"It is in the window, at place {entry.Position + 1} of {receipt.Entries.Count(e => e.Position is not null)}, for {entry.Tokens:N0} of the {receipt.Budget:N0} tokens{Because(entry)}.",
        ReasonCode.Redacted => $"It is in the window with parts taken out, at place {entry.Position + 1}{By(entry)}.",
        ReasonCode.ScopeDenied => $"It is not in the window: its scope is not the scope that the window was compiled for{By(entry)}.",
        ReasonCode.SensitivityDenied => $"It is not in the window: it is more sensitive than whoever asked may see{By(entry)}.",
        ReasonCode.PolicyDenied => $"It is not in the window: policy denies it{By(entry)}.",
        ReasonCode.TrustTooLow => $"It is not in the window: what it rests on is not trusted enough{By(entry)}.",
        ReasonCode.Expired => "It is not in the window: the memory had expired.",
        ReasonCode.Superseded => "It is not in the window: the memory was superseded by a newer one.",
        ReasonCode.Quarantined => "It is not in the window: the memory is in quarantine.",
        ReasonCode.Unverified => "It is not in the window: nothing yet verifies the memory.",
        ReasonCode.DuplicateOf => $"It is not in the window: {entry.DuplicateOf} says nearly the same and stands for it.",
        ReasonCode.BelowFloor => $"It is not in the window: its score {entry.Score:0.00} is below the floor{Because(entry)}.",
        ReasonCode.BudgetEvicted => $"It is not in the window: it needs {entry.Tokens:N0} tokens, and what ranked higher left less than that of the {receipt.Budget:N0}; its score was {entry.Score:0.00}{Because(entry)}.",
        ReasonCode.Disabled => $"It is not in the window: it was switched off for this compile{By(entry)}.",
    };

    private static string By(ReceiptEntry entry) =>
        entry.Rules is { Count: > 0 } rules ? $" (rule {string.Join(", ", rules)})" : "";

    private static string Because(ReceiptEntry entry)
    {
        if (entry.Parts.Count == 0)
        {
            return "";
        }

        var most = entry.Parts.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).First();
        return $"; of its score {entry.Score:0.00} the largest part is {most.Key} ({most.Value:0.00})";
    }
}
