using Contracts.Memory;
using Substrate.Scoping;

namespace Memory.Storage;

/// <summary>What one run taught, and what was decided about it. When it was accepted its memory has the same id.</summary>
internal sealed class MemoryCandidate
{
    public required Guid Id { get; init; }

    public required Guid OrgId { get; init; }

    public required Guid RunId { get; init; }

    public required Guid EpisodeId { get; init; }

    public required MemoryType Type { get; init; }

    public required string Key { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    public string? Project { get; init; }

    public string? Repo { get; init; }

    public string? Agent { get; init; }

    public string? UserName { get; init; }

    public string? TaskType { get; init; }

    public required Sensitivity Sensitivity { get; init; }

    public required Trust Trust { get; init; }

    public required double Confidence { get; set; }

    /// <summary>JSON object of name to number.</summary>
    public required string Parts { get; set; }

    public required bool NeedsSecondRun { get; set; }

    public required CandidateDecision Decision { get; set; }

    public required string Reason { get; set; }

    public Guid? MergedInto { get; set; }

    /// <summary>Who decided; null when the thresholds did.</summary>
    public string? DecidedBy { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public Scope Scope => new(Project, Repo, Agent, UserName, TaskType);
}
