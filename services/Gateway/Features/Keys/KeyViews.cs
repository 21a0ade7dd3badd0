using Contracts.Gateway;
using Gateway.Storage;

namespace Gateway.Features.Keys;

internal static class KeyViews
{
    public static KeyView Of(ApiKey key) =>
        new(key.Id, key.Name, WireRoles.ToRole(key.Role), key.Prefix, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RevokedAt);
}
