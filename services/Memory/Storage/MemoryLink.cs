namespace Memory.Storage;

/// <summary>One memory considered by one compile.</summary>
internal sealed class MemoryLink
{
    public required Guid OrgId { get; init; }

    public required Guid CompileId { get; init; }

    public required Guid MemoryId { get; init; }

    public Guid? RunId { get; init; }

    public required string Task { get; init; }

    public required bool Included { get; init; }

    public required string ReasonCode { get; init; }

    public required double Score { get; init; }

    public required DateTimeOffset At { get; init; }
}
