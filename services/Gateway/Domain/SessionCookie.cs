namespace Gateway.Domain;

/// <summary>The browser's session: an opaque secret whose meaning is a row, so that signing out, or revoking the key it came from, really ends it.</summary>
internal static class SessionCookie
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Cookies do not keep ports apart; the name does, so that two installations on one machine do not sign each other out.</summary>
    public static string NameFor(int? port) => port is { } number ? $"ctx_session_{number}" : "ctx_session";
}
