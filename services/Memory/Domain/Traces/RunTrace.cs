using Substrate.Scoping;
using Substrate.Trace;

namespace Memory.Domain.Traces;

/// <summary>A recorded run as the distiller reads it.</summary>
/// <param name="Scope">Where the run happened: project, repository and user, as far as the recording says.</param>
internal sealed record RunTrace(Guid RunId, string Task, Scope Scope, string Agent, OutcomeStatus Outcome, IReadOnlyList<TraceStep> Steps)
{
    /// <summary>What to call the place in a sentence; null when the recording names neither a repository nor a project.</summary>
    public string? Place => Scope.Repo ?? Scope.Project;
}

/// <summary>One step with the payload texts exactly as they are stored, so that a character span can be checked later.</summary>
internal sealed record TraceStep(
    int Seq, StepKind Kind, string? ToolName = null, string? Output = null, string? Args = null, string? Result = null,
    bool IsError = false, int? ExitCode = null, string? Error = null);

/// <summary>The exact words something was learned from: a span (UTF-16) of one payload of one step.</summary>
internal sealed record Evidence(int Seq, string Field, int Start, int End, string Quote)
{
    public const int MaxQuote = 500;

    public static Evidence Of(int seq, string field, string payload, int start, int end)
    {
        var stop = Math.Min(end, start + MaxQuote);
        if (stop < payload.Length && stop > start && char.IsHighSurrogate(payload[stop - 1]))
        {
            stop--;
        }

        return new Evidence(seq, field, start, stop, payload[start..stop]);
    }
}
