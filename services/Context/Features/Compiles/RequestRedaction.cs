using Contracts.Context;
using Substrate.Compiling;
using Substrate.Redaction;
using Substrate.Scoping;

namespace Context.Features.Compiles;

/// <summary>
/// A request without secrets and without the personal data that its project has taken out, wherever in it they stand: before anything of it is hashed, stored, sent
/// on or looked for. Names that hold a secret stay equal to each other; an identifier in a name is what it names by, and stays.
/// </summary>
internal static class RequestRedaction
{
    public static CompileRequest WithoutSecrets(CompileRequest request, RedactionSettings settings) => request with
    {
        Task = Text(request.Task, settings),
        Scope = Keys(request.Scope, settings),
        Model = Name(request.Model, settings),
        Items = [.. (request.Items ?? []).Select(item => Item(item, settings))],
    };

    /// <summary>What memory answered: it holds no secrets, but may have been learned before the project turned a class on.</summary>
    public static ContextItem Recalled(ContextItem item, RedactionSettings settings) =>
        settings.Pii == PiiClasses.None ? item : item with { Text = Text(item.Text, settings), Summary = item.Summary is null ? null : Text(item.Summary, settings) };

    private static ContextItem Item(ContextItem item, RedactionSettings settings) => item with
    {
        Id = Name(item.Id, settings)!,
        Text = Text(item.Text, settings),
        Summary = item.Summary is null ? null : Text(item.Summary, settings),
        Source = item.Source with { Uri = Name(item.Source.Uri, settings)!, Span = Name(item.Source.Span, settings), Hash = Name(item.Source.Hash, settings) },
        Scope = item.Scope is null ? null : Keys(item.Scope, settings),
    };

    private static Scope Keys(Scope scope, RedactionSettings settings) => new(
        Name(scope.Project, settings), Name(scope.Repo, settings), Name(scope.Agent, settings), Name(scope.User, settings), Name(scope.TaskType, settings),
        Name(scope.Run, settings));

    private static string Text(string text, RedactionSettings settings) => Redactor.Redact(text, settings).Text;

    private static string? Name(string? text, RedactionSettings settings) => text is null ? null : Text(text, settings with { Pii = settings.Pii & ~PiiClasses.Identifier });
}
