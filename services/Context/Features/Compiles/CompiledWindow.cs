using Context.Domain;
using Contracts.Context;
using Substrate.Compiling;
using Substrate.Policies;

namespace Context.Features.Compiles;

/// <summary>A window with all that it was compiled from.</summary>
/// <param name="Request">Without secrets.</param>
/// <param name="Items">The given ones and those that memory added.</param>
internal sealed record CompiledWindow(
    Guid Id, CompileRequest Request, IReadOnlyList<ContextItem> Items, IReadOnlyDictionary<string, EnvelopeDecision> Decisions, CompileOutput Output, Recalled Recalled,
    SemanticInput? Semantic = null)
{
    /// <summary>What the person who reads the answer should know; null for nothing.</summary>
    public string? Warning
    {
        get
        {
            var unavailable = Semantic?.Availability == SemanticAvailability.Unavailable ? $"The window was compiled without comparing meanings. {Semantic.Detail}" : null;
            return Recalled.Warning is null || unavailable is null ? Recalled.Warning ?? unavailable : $"{Recalled.Warning} {unavailable}";
        }
    }

    public IReadOnlyList<ChatMessage> Messages => [.. Output.Messages.Select(m => new ChatMessage(m.Role, m.Content))];

    public IReadOnlyList<CompiledItem> Placed => [.. Output.Items.Select(i => new CompiledItem(i.Id, i.Kind, i.Lane, i.Tokens))];

    public CompileView View() => new(
        Id, Output.Markdown, Messages, Placed, Output.Receipt.UsedTokens, Request.Budget, Output.Receipt.OutputHash, Warning,
        RenderedAnthropic.Of(Output.Messages));

    public StoredCompile ToStore() => new(
        Request.Task, Request.Scope, Request.Model, Recalled.Query, [.. Items.Select(StoredItem.From)], Decisions, Output.Receipt, Output.Markdown, Output.Messages,
        Output.Items, Semantic?.Similarities);
}
