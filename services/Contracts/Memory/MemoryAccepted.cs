namespace Contracts.Memory;

/// <summary>A candidate of a run became a memory, or new evidence of that run was merged into one.</summary>
public sealed record MemoryAccepted
{
    public required Guid MemoryId { get; init; }
    public required Guid RunId { get; init; }
    public required MemoryType Type { get; init; }
    public required string Text { get; init; }
    public required bool Merged { get; init; }
    public required DateTimeOffset At { get; init; }
}
