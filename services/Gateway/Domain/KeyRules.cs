using Contracts.Gateway;
using Substrate.Policies;

namespace Gateway.Domain;

/// <summary>Why a key is not made: the field at fault (null when none is) and words for a person.</summary>
internal sealed record KeyRefusal(string Code, string? Field, string Title, bool Forbidden = false);

internal static class KeyRules
{
    public const int MaxNameLength = 100;
    public const int MaxDays = 3650;

    public static KeyRefusal? Judge(CreateKey wanted, CallerRole caller)
    {
        if (string.IsNullOrWhiteSpace(wanted.Name) || wanted.Name.Length > MaxNameLength)
        {
            return new("key_name_invalid", "name", $"A key needs a name of 1 to {MaxNameLength} characters.");
        }
        if (wanted.Name.Any(char.IsControl))
        {
            return new("key_name_invalid", "name", "A key's name cannot hold control characters.");
        }
        if (wanted.ExpiresInDays is < 1 or > MaxDays)
        {
            return new("key_expiry_invalid", "expiresInDays", $"expiresInDays must be between 1 and {MaxDays}, or absent for a key that does not expire.");
        }
        return MayActOn(caller, wanted.Role)
            ? null
            : new("role_above_own", "role", $"A caller with the role {Name(caller)} cannot make a key with the role {Name(ToCaller(wanted.Role))}.", Forbidden: true);
    }

    /// <summary>Nobody hands out, or takes away, more power than they have.</summary>
    public static bool MayActOn(CallerRole caller, Role role) => caller is not CallerRole.Service && ToCaller(role) <= caller;

    public static DateTimeOffset? ExpiryOf(CreateKey wanted, DateTimeOffset now) =>
        wanted.ExpiresInDays is { } days ? now.AddDays(days) : null;

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

    public static string Name(CallerRole role) => role switch
    {
        CallerRole.Viewer => "viewer",
        CallerRole.Member => "member",
        CallerRole.Admin => "admin",
        CallerRole.Owner => "owner",
        CallerRole.Service => "service",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    public static CallerRole Parse(string name) => name switch
    {
        "viewer" => CallerRole.Viewer,
        "member" => CallerRole.Member,
        "admin" => CallerRole.Admin,
        "owner" => CallerRole.Owner,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
