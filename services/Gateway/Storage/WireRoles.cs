using Contracts.Gateway;
using Substrate.Policies;

namespace Gateway.Storage;

/// <summary>A person's role as the API spells it, and the platform's own, which knows one more: itself.</summary>
internal static class WireRoles
{
    public static CallerRole ToCaller(Role role) => role switch
    {
        Role.Viewer => CallerRole.Viewer,
        Role.Member => CallerRole.Member,
        Role.Admin => CallerRole.Admin,
        Role.Owner => CallerRole.Owner,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    public static Role ToRole(CallerRole role) => role switch
    {
        CallerRole.Viewer => Role.Viewer,
        CallerRole.Member => Role.Member,
        CallerRole.Admin => Role.Admin,
        CallerRole.Owner => Role.Owner,
        CallerRole.Service => throw new ArgumentOutOfRangeException(nameof(role), role, "The platform's own role is never a person's."),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };
}
