using Contracts.Memory;

namespace Memory.Storage;

/// <summary>What one caller says of a memory.</summary>
internal sealed class MemoryFeedback
{
    public required Guid Id { get; init; }

    public required Guid OrgId { get; init; }

    public required Guid MemoryId { get; init; }

    public required string GivenBy { get; init; }

    public required FeedbackVerdict Verdict { get; set; }

    public string? Note { get; set; }

    public required DateTimeOffset At { get; set; }
}
