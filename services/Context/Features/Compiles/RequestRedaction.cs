using Context.Domain;
using Contracts.Context;
using Substrate.Compiling;
using Substrate.Redaction;
using Substrate.Scoping;

namespace Context.Features.Compiles;

/// <summary>
/// A request without secrets and without the personal data that its project has taken out, wherever in it they stand: before anything of it is hashed, stored, sent
/// on or looked for. Names that hold a secret stay equal to each other; an identifier in a name is what it names by, and stays.
/// </summary>
internal sealed class RequestRedaction(TextWork work, Guid org)
{
    public CompileRequest WithoutSecrets(CompileRequest request, RedactionSettings settings)
    {
        var names = settings with { Pii = settings.Pii & ~PiiClasses.Identifier };
        return request with
        {
            Task = Text(request.Task, settings),
            Scope = Keys(request.Scope, names),
            Model = Maybe(request.Model, names),
            Items = [.. (request.Items ?? []).Select(item => Item(item, settings, names))],
        };
    }

    /// <summary>What memory answered: it holds no secrets, but may have been learned before the project turned a class on.</summary>
    public ContextItem Recalled(ContextItem item, RedactionSettings settings) =>
        settings.Pii == PiiClasses.None ? item : item with { Text = Text(item.Text, settings), Summary = Maybe(item.Summary, settings), Keywords = Maybe(item.Keywords, settings) };

    private ContextItem Item(ContextItem item, RedactionSettings settings, RedactionSettings names) => item with
    {
        Id = Text(item.Id, names),
        Text = Text(item.Text, settings),
        Summary = Maybe(item.Summary, settings),
        Keywords = Maybe(item.Keywords, settings),
        Source = item.Source with { Uri = Text(item.Source.Uri, names), Span = Maybe(item.Source.Span, names), Hash = Maybe(item.Source.Hash, names) },
        Scope = item.Scope is null ? null : Keys(item.Scope, names),
    };

    private Scope Keys(Scope scope, RedactionSettings names) => new(
        Maybe(scope.Project, names), Maybe(scope.Repo, names), Maybe(scope.Agent, names), Maybe(scope.User, names), Maybe(scope.TaskType, names), Maybe(scope.Run, names));

    private string Text(string text, RedactionSettings settings) => work.Redact(org, text, settings).Text;

    private string? Maybe(string? text, RedactionSettings settings) => text is null ? null : Text(text, settings);
}
