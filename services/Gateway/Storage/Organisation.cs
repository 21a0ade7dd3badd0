namespace Gateway.Storage;

internal sealed class Organisation
{
    public required Guid OrgId { get; init; }
    public required string Slug { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
