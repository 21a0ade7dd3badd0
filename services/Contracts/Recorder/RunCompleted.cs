using Substrate.Trace;

namespace Contracts.Recorder;

/// <summary>A run is sealed: its steps are contiguous and its hash chain is closed. Sent again with a higher revision when an import extends the run.</summary>
public sealed record RunCompleted
{
    public required Guid RunId { get; init; }
    public required int Revision { get; init; }
    public required string? Project { get; init; }
    public required string? Repo { get; init; }
    public required string Agent { get; init; }
    public required string? User { get; init; }
    public required string? TaskType { get; init; }
    public required OutcomeStatus Outcome { get; init; }
    public required int StepCount { get; init; }
    public required string ChainHead { get; init; }
    public required DateTimeOffset CompletedAt { get; init; }
}
