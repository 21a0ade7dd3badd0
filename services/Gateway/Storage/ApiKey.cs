using Substrate.Policies;

namespace Gateway.Storage;

internal sealed class ApiKey
{
    public required Guid Id { get; init; }
    public required Guid OrgId { get; init; }
    public required string Name { get; init; }
    public required CallerRole Role { get; init; }
    public required string Prefix { get; init; }
    public required byte[] SecretHash { get; init; }

    /// <summary>The installation's own key, which the configuration brings at every start.</summary>
    public bool Managed { get; init; }
    public string? IdempotencyKey { get; init; }
    public string? RequestHash { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevokedBy { get; set; }
}
