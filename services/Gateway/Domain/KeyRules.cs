using Substrate.Policies;

namespace Gateway.Domain;

/// <summary>Why a key is not made: the field at fault (null when none is) and words for a person.</summary>
internal sealed record KeyRefusal(string Code, string? Field, string Title, bool Forbidden = false);

internal static class KeyRules
{
    public const int MaxNameLength = 100;
    public const int MaxDays = 3650;

    public static KeyRefusal? Judge(string name, CallerRole role, int? expiresInDays, CallerRole caller)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength)
        {
            return new("key_name_invalid", "name", $"A key needs a name of 1 to {MaxNameLength} characters.");
        }
        if (name.Any(char.IsControl))
        {
            return new("key_name_invalid", "name", "A key's name cannot hold control characters.");
        }
        if (expiresInDays is < 1 or > MaxDays)
        {
            return new("key_expiry_invalid", "expiresInDays", $"expiresInDays must be between 1 and {MaxDays}, or absent for a key that does not expire.");
        }
        return MayActOn(caller, role)
            ? null
            : new("role_above_own", "role", $"A caller with the role {Name(caller)} cannot make a key with the role {Name(role)}.", Forbidden: true);
    }

    /// <summary>Nobody hands out, or takes away, more power than they have.</summary>
    public static bool MayActOn(CallerRole caller, CallerRole role) => caller is not CallerRole.Service && role <= caller;

    public static DateTimeOffset? ExpiryOf(int? expiresInDays, DateTimeOffset now) =>
        expiresInDays is { } days ? now.AddDays(days) : null;

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
