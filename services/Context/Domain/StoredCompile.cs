using Substrate.Compiling;
using Substrate.Hashing;
using Substrate.Policies;
using Substrate.Scoping;

namespace Context.Domain;

/// <summary>A candidate as it is kept: everything but its text, which is kept once by their hash.</summary>
internal sealed record StoredItem(ContextItem Item, string TextHash, string? SummaryHash)
{
    public static StoredItem From(ContextItem item) => new(
        item with { Text = "", Summary = null }, ContentHash.Of(item.Text), item.Summary is null ? null : ContentHash.Of(item.Summary));

    public ContextItem Restore(IReadOnlyDictionary<string, string> texts) =>
        Item with { Text = texts[TextHash], Summary = SummaryHash is null ? null : texts[SummaryHash] };
}

/// <summary>
/// One compile as it is kept: what went in, the receipt, and what came out. With the texts it is enough to run the compile again.
/// Budget, profile, envelopes, disabled rules, memory snapshot and time are inputs too, and stand in the receipt.
/// </summary>
/// <param name="Similarities">What the embedder's vectors came to, by item id; null when meanings were not compared.</param>
/// <param name="RetrievalQuery">What memory was asked with; null when it was not asked.</param>
internal sealed record StoredCompile(
    string Task, Scope Scope, string? Model, string? RetrievalQuery, IReadOnlyList<StoredItem> Items, IReadOnlyDictionary<string, EnvelopeDecision> Decisions,
    Receipt Receipt, string Markdown, IReadOnlyList<RenderedMessage> Messages, IReadOnlyList<RenderedItem> Rendered,
    IReadOnlyDictionary<string, double>? Similarities = null)
{
    public IEnumerable<string> TextHashes() =>
        Items.SelectMany(i => i.SummaryHash is null ? [i.TextHash] : new[] { i.TextHash, i.SummaryHash }).Distinct(StringComparer.Ordinal);

    /// <summary>What items are also found by: stands in the items themselves, since it is short.</summary>
    public IEnumerable<string> Keywords() => Items.Where(i => i.Item.Keywords is not null).Select(i => i.Item.Keywords!);

    public CompileInput Inputs(IReadOnlyDictionary<string, string> texts, CompileProfile profile) => new(
        Task, Scope, Receipt.Budget, [.. Items.Select(i => i.Restore(texts))], Decisions, profile, Receipt.Envelopes, Receipt.DisabledRules, Receipt.Memory,
        Receipt.BuildVersion, Receipt.At)
    {
        Semantic = Receipt.Semantic is { } said ? new(said.Availability, said.Model, Similarities ?? new Dictionary<string, double>(), said.Detail) : null,
    };
}
