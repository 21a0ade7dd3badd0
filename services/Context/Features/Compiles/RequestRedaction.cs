using Contracts.Context;
using Substrate.Compiling;
using Substrate.Redaction;
using Substrate.Scoping;

namespace Context.Features.Compiles;

/// <summary>A request without secrets, wherever in it they stand: before anything of it is hashed, stored, sent on or looked for. Names that hold a secret stay equal to each other.</summary>
internal static class RequestRedaction
{
    public static CompileRequest WithoutSecrets(CompileRequest request, RedactionSettings settings) => request with
    {
        Task = Text(request.Task, settings),
        Scope = Keys(request.Scope, settings),
        Model = Name(request.Model, settings),
        Items = [.. (request.Items ?? []).Select(item => Item(item, settings))],
    };

    public static string Text(string text, RedactionSettings settings) => Redactor.Redact(text, settings).Text;

    private static ContextItem Item(ContextItem item, RedactionSettings settings) => item with
    {
        Id = Text(item.Id, settings),
        Text = Text(item.Text, settings),
        Summary = Name(item.Summary, settings),
        Source = item.Source with { Uri = Text(item.Source.Uri, settings), Span = Name(item.Source.Span, settings), Hash = Name(item.Source.Hash, settings) },
        Scope = item.Scope is null ? null : Keys(item.Scope, settings),
    };

    private static Scope Keys(Scope scope, RedactionSettings settings) => new(
        Name(scope.Project, settings), Name(scope.Repo, settings), Name(scope.Agent, settings), Name(scope.User, settings), Name(scope.TaskType, settings),
        Name(scope.Run, settings));

    private static string? Name(string? text, RedactionSettings settings) => text is null ? null : Text(text, settings);
}
