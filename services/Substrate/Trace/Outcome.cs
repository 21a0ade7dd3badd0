namespace Substrate.Trace;

/// <summary>How a run ended. <c>infra_error</c> (the machine, the network, the provider) is never counted as a failure of the agent.</summary>
public enum OutcomeStatus { Unknown, Succeeded, Failed, Aborted, InfraError }

/// <summary>A named verdict on a run, for instance one test suite or one evaluator.</summary>
public sealed record OutcomeCheck(string Name, bool Passed, string? Detail = null);

/// <param name="Status">The verdict as a whole.</param>
/// <param name="Reward">A number in the evaluator's own unit, usually 0 to 1.</param>
/// <param name="Checks">The parts that the verdict rests on; empty when none were given.</param>
public sealed record Outcome(OutcomeStatus Status, double? Reward = null, IReadOnlyList<OutcomeCheck>? Checks = null)
{
    public static Outcome Unknown { get; } = new(OutcomeStatus.Unknown);
}
