using Substrate.Policies;
using Substrate.Redaction;
using Substrate.Scoping;

namespace Substrate.Compiling;

/// <summary>Everything a compile depends on. The order of <paramref name="Items"/> does not matter.</summary>
/// <param name="Task">What the window is for; items are scored against it. It is not rendered: send an item of kind task for that.</param>
/// <param name="Budget">Tokens that the rendered window may have, at least 1.</param>
/// <param name="Items">Ids are unique.</param>
/// <param name="Decisions">Policy's answer by item id. An item without one is refused.</param>
/// <param name="DisabledRules">Rules that policy left out, for a what-if; without "scope-wall" the compiler does not ask for scope either.</param>
/// <param name="Now">The moment that ages and expiries are measured at.</param>
public sealed record CompileInput(
    string Task, Scope Scope, int Budget, IReadOnlyList<ContextItem> Items, IReadOnlyDictionary<string, EnvelopeDecision> Decisions, CompileProfile Profile,
    IReadOnlyList<EnvelopeRef> Envelopes, IReadOnlyList<string> DisabledRules, MemorySnapshot Memory, string BuildVersion, DateTimeOffset Now)
{
    /// <summary>What is taken out of every item, and the key of the marks.</summary>
    public RedactionSettings Redaction { get; init; } = RedactionSettings.Unkeyed;

    /// <summary>Gives what <see cref="Redactor.Redact"/> gives, for a caller who remembers what it gave before.</summary>
    public Func<string, RedactionSettings, RedactionResult> Redact { get; init; } = Redactor.Redact;

    /// <summary>What an embedder said about nearness in meaning; null when none was asked.</summary>
    public SemanticInput? Semantic { get; init; }
}

/// <param name="Role">system or user.</param>
public sealed record RenderedMessage(string Role, string Content);

/// <param name="Text">The item as it stands in the window. What begins a list of messages, or a day in it, brings its heading or date along.</param>
public sealed record RenderedItem(string Id, ItemKind Kind, string Lane, int Tokens, string Text);

/// <param name="Messages">The same sections as <paramref name="Markdown"/>, as chat messages; neither has more tokens than the budget.</param>
/// <param name="Items">In the order they are rendered.</param>
public sealed record CompileOutput(Receipt Receipt, string Markdown, IReadOnlyList<RenderedMessage> Messages, IReadOnlyList<RenderedItem> Items);
