using Context.Domain;
using Contracts.Context;
using Substrate.Compiling;
using Substrate.Policies;

namespace Context.Features.Compiles;

/// <summary>A window with all that it was compiled from.</summary>
/// <param name="Request">Without secrets.</param>
/// <param name="Items">The given ones and those that memory added.</param>
internal sealed record CompiledWindow(
    Guid Id, CompileRequest Request, IReadOnlyList<ContextItem> Items, IReadOnlyDictionary<string, EnvelopeDecision> Decisions, CompileOutput Output, Recalled Recalled)
{
    public IReadOnlyList<ChatMessage> Messages => [.. Output.Messages.Select(m => new ChatMessage(m.Role, m.Content))];

    public IReadOnlyList<CompiledItem> Placed => [.. Output.Items.Select(i => new CompiledItem(i.Id, i.Kind, i.Lane, i.Tokens))];

    public CompileView View() => new(
        Id, Output.Markdown, Messages, Placed, Output.Receipt.UsedTokens, Request.Budget, Output.Receipt.OutputHash, Recalled.Warning,
        RenderedAnthropic.Of(Output.Messages));

    public StoredCompile ToStore() => new(
        Request.Task, Request.Scope, Request.Model, Recalled.Query, [.. Items.Select(StoredItem.From)], Decisions, Output.Receipt, Output.Markdown, Output.Messages,
        Output.Items);
}
