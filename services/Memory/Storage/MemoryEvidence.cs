namespace Memory.Storage;

internal sealed class MemoryEvidence
{
    public required Guid OrgId { get; init; }

    public required Guid CandidateId { get; init; }

    public required int Ordinal { get; init; }

    public required Guid RunId { get; init; }

    public required int Seq { get; init; }

    public required string Field { get; init; }

    public required int StartAt { get; init; }

    public required int EndAt { get; init; }

    public required string Quote { get; init; }
}
