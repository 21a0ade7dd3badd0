namespace Context.Storage;

/// <summary>One row of <c>compiles</c>. <see cref="Document"/> holds the whole compile; the other columns are for lists and for the sealer.</summary>
internal sealed class CompileRow
{
    public required Guid Id { get; init; }
    public required Guid OrgId { get; init; }
    public Guid? RunId { get; init; }
    public required string Task { get; init; }
    public required string Scope { get; init; }
    public string? Repo { get; init; }

    /// <summary>NAME@N; null for one from before profiles had versions.</summary>
    public string? Profile { get; init; }

    public required int Budget { get; init; }
    public required int UsedTokens { get; init; }
    public required int Candidates { get; init; }
    public required int Included { get; init; }
    public required int MemoriesIncluded { get; init; }
    public required string ReceiptHash { get; init; }
    public required string OutputHash { get; init; }
    public required string Caller { get; init; }
    public required byte[] Document { get; init; }
    public long? Seal { get; init; }
    public int? Leaf { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>One row of <c>compile_texts</c>.</summary>
internal sealed class TextRow
{
    public required Guid OrgId { get; init; }
    public required string Hash { get; init; }
    public required byte[] Body { get; init; }
}

/// <summary>One row of <c>receipt_seals</c>.</summary>
internal sealed class SealRow
{
    public required Guid OrgId { get; init; }
    public required long Number { get; init; }
    public required string PreviousHash { get; init; }
    public required string Root { get; init; }
    public required int Receipts { get; init; }
    public required string Hash { get; init; }
    public required DateTimeOffset At { get; init; }
}
