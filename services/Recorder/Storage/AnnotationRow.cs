namespace Recorder.Storage;

internal sealed class AnnotationRow
{
    public required Guid OrgId { get; init; }
    public required Guid RunId { get; init; }
    public required int Seq { get; init; }
    public required string Kind { get; init; }
    public required string Reference { get; init; }
    public string? Data { get; init; }
    public required DateTimeOffset At { get; init; }
    public required byte[] ChainHash { get; init; }
    public required Guid MessageId { get; init; }
}
