using Substrate.Redaction;
using Substrate.Scoping;

namespace Memory.Domain.Learning;

/// <summary>What was learned without secrets: put together from pieces of a run, words can hold one that none of the pieces showed.</summary>
internal static class LessonRedaction
{
    public static Lessons WithoutSecrets(Lessons lessons, RedactionSettings settings) => lessons with
    {
        Episodes = [.. lessons.Episodes.Select(e => e with { Intent = Text(e.Intent, settings) })],
        Candidates = [.. lessons.Candidates.Select(c => c with { Draft = Draft(c.Draft, settings), Scope = Keys(c.Scope, settings) })],
    };

    private static Draft Draft(Draft draft, RedactionSettings settings) => draft with
    {
        Key = Text(draft.Key, settings), Subject = Text(draft.Subject, settings), Text = Text(draft.Text, settings),
        Evidence = [.. draft.Evidence.Select(e => e with { Quote = Text(e.Quote, settings) })],
    };

    private static Scope Keys(Scope scope, RedactionSettings settings) => new(
        Name(scope.Project, settings), Name(scope.Repo, settings), Name(scope.Agent, settings), Name(scope.User, settings), Name(scope.TaskType, settings), Name(scope.Run, settings));

    private static string? Name(string? text, RedactionSettings settings) => text is null ? null : Text(text, settings);

    private static string Text(string text, RedactionSettings settings) => Redactor.Redact(text, settings).Text;
}
