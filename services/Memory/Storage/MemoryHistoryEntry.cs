using Contracts.Memory;
using Substrate.Compiling;

namespace Memory.Storage;

internal sealed class MemoryHistoryEntry
{
    public required Guid Id { get; init; }

    public required Guid OrgId { get; init; }

    public required Guid CandidateId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Action { get; init; }

    public required string DecidedBy { get; init; }

    public string? Reason { get; init; }

    /// <summary>JSON of <see cref="StateBefore"/>: what an undo goes back to; null when there is nothing to go back to.</summary>
    public string? Before { get; init; }
}

/// <param name="Status">Null when there was no memory yet.</param>
internal sealed record StateBefore(CandidateDecision Decision, string Reason, string? DecidedBy, MemoryStatus? Status, DateTimeOffset? ExpiresAt);
