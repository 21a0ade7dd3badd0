using Contracts.Memory;
using Substrate.Compiling;
using Substrate.Scoping;

namespace Memory.Storage;

internal sealed class MemoryArtifact
{
    public required Guid Id { get; init; }

    public required Guid OrgId { get; init; }

    public required Guid RunId { get; init; }

    public required MemoryType Type { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    public string? Project { get; init; }

    public string? Repo { get; init; }

    public string? Agent { get; init; }

    public string? UserName { get; init; }

    public string? TaskType { get; init; }

    public required Sensitivity Sensitivity { get; init; }

    public required Trust Trust { get; init; }

    public required MemoryStatus Status { get; set; }

    public required double Confidence { get; set; }

    public required string Parts { get; set; }

    /// <summary>Independent runs that support it.</summary>
    public required int Corroboration { get; set; }

    public int UsageCount { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public int UsefulCount { get; set; }

    public int WrongCount { get; set; }

    public int OutdatedCount { get; set; }

    public int HarmfulCount { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public Scope Scope => new(Project, Repo, Agent, UserName, TaskType);
}
