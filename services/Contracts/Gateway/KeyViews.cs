namespace Contracts.Gateway;

public enum Role { Viewer, Member, Admin, Owner }

/// <param name="ExpiresInDays">Null means the key does not expire.</param>
public sealed record CreateKey(string Name, Role Role, int? ExpiresInDays = null);

/// <summary>A key as it is listed; the secret itself is shown once, when it is made.</summary>
public sealed record KeyView(
    Guid Id, string Name, Role Role, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

public sealed record KeyCreated(KeyView Key, string Secret);

public sealed record SessionView(Guid OrgId, string Subject, Role Role, string OrgName);
