namespace Gateway.Domain;

/// <summary>Where to go after signing in: a page of ours or the first page, never another site.</summary>
internal static class LocalPath
{
    /// <summary>
    /// <paramref name="wanted"/> when it is a path on this host, else <c>/</c>. Two leading slashes, or a slash and a backslash, would be read by browsers as
    /// another host; control characters are dropped by them, which could make two slashes of <c>/\t/</c>.
    /// </summary>
    public static string OrHome(string? wanted) =>
        wanted is { Length: > 0 and <= 2000 } && wanted[0] == '/' && !(wanted.Length > 1 && wanted[1] is '/' or '\\')
        && !wanted.Any(c => char.IsControl(c) || c == '\\') && !wanted.StartsWith("/sign-", StringComparison.Ordinal)
            ? wanted
            : "/";
}
