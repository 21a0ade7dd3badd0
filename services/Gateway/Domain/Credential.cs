using Substrate.Policies;

namespace Gateway.Domain;

internal enum CredentialKind { ApiKey, Session }

internal enum CredentialState { Active, Expired, Revoked }

/// <summary>Who a secret stands for. A session that was opened with an API key carries that key's expiry and revocation.</summary>
internal sealed record Credential(
    Guid Id, CredentialKind Kind, Guid OrgId, string Subject, CallerRole Role, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, Guid? KeyId)
{
    public CredentialState StateAt(DateTimeOffset now) =>
        RevokedAt is { } revoked && revoked <= now ? CredentialState.Revoked
        : ExpiresAt is { } expires && expires <= now ? CredentialState.Expired
        : CredentialState.Active;
}
