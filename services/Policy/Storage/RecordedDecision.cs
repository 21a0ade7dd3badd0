namespace Policy.Storage;

/// <summary>One row of <c>policy_decisions</c>: what was asked about, what was answered, by which rules, for whom.</summary>
/// <remarks>Enums are stored by their wire names; lists as JSON.</remarks>
internal sealed class RecordedDecision
{
    public required Guid Id { get; init; }
    public required Guid OrgId { get; init; }
    public Guid? RunId { get; init; }
    public Guid? CompileId { get; init; }
    public required string SubjectId { get; init; }
    public required string Kind { get; init; }
    public string? Sensitivity { get; init; }
    public required string Effect { get; init; }
    public required string Code { get; init; }
    public required string Rules { get; init; }
    public required string Reason { get; init; }
    public required string Envelopes { get; init; }
    public required string DisabledRules { get; init; }
    public required string Caller { get; init; }
    public required string CallerRole { get; init; }
    public required DateTimeOffset At { get; init; }
}
