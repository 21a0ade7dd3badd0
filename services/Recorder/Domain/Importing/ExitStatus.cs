using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// What an agent's own exit status says without a verdict. A submission may be right or wrong, so it says nothing;
/// a limit stopped the agent; an exception's name means the machine or the provider failed, which is not the agent's failure.
/// </summary>
internal static class ExitStatus
{
    private static readonly string[] Stopped =
    [
        "limitsexceeded", "timeexceeded", "userinterruption", "keyboardinterrupt", "exit_cost", "exit_context", "exit_format", "exit_forfeit",
        "exit_total_execution_time", "exit_command_timeout", "early_exit", "exit_early", "skipped",
    ];

    private static readonly string[] Circling = ["stuck in a loop", "stuckinloop", "agentstuck"];

    private static readonly string[] Limits =
    [
        "maximum iteration", "max iteration", "max_iteration", "maximumiterations", "limitexceeded", "limit exceeded", "exceeded limit", "exceeded the limit",
        "budget", "cancelled", "canceled", "keyboardinterrupt", "interrupted",
    ];

    public static OutcomeStatus Read(string? status)
    {
        var word = status?.Trim().ToLowerInvariant() ?? string.Empty;
        if (word.Length == 0 || word.StartsWith("submitted", StringComparison.Ordinal))
        {
            return OutcomeStatus.Unknown;
        }

        if (Stopped.Contains(word, StringComparer.Ordinal))
        {
            return OutcomeStatus.Aborted;
        }

        return word is "exit_api" or "exit_environment_error" or "exit_error" || IsExceptionName(word) ? OutcomeStatus.InfraError : OutcomeStatus.Unknown;
    }

    /// <summary>
    /// What the error that ended a run says. A limit or a person stopped the agent; an agent that goes in circles failed; anything else was the machine or the
    /// provider.
    /// </summary>
    public static OutcomeStatus OfError(string? error) => error is null ? OutcomeStatus.Unknown
        : Circling.Any(word => error.Contains(word, StringComparison.OrdinalIgnoreCase)) ? OutcomeStatus.Failed
        : Limits.Any(word => error.Contains(word, StringComparison.OrdinalIgnoreCase)) ? OutcomeStatus.Aborted
        : OutcomeStatus.InfraError;

    private static bool IsExceptionName(string word) =>
        word.EndsWith("error", StringComparison.Ordinal) || word.EndsWith("exception", StringComparison.Ordinal)
        || word.EndsWith("timeout", StringComparison.Ordinal) || word.EndsWith("timeoutexpired", StringComparison.Ordinal)
        || word.EndsWith("unavailable", StringComparison.Ordinal);
}
