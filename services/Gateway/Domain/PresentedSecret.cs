namespace Gateway.Domain;

internal enum PresentedAs { Nothing, ApiKey, Session, TwoDifferentKeys, UnsupportedScheme }

/// <summary>What a request shows to say who it is. A key in a header goes before a cookie: it was sent on purpose.</summary>
internal readonly record struct PresentedSecret(PresentedAs As, string Secret)
{
    private const string Bearer = "Bearer ";

    public static PresentedSecret Read(string? apiKey, string? authorization, string? cookie)
    {
        var key = Blank(apiKey);
        var header = Blank(authorization);
        string? bearer = null;
        if (header is not null)
        {
            if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || Blank(header[Bearer.Length..]) is not { } token)
            {
                return new(PresentedAs.UnsupportedScheme, "");
            }
            bearer = token;
        }
        if (key is not null && bearer is not null && !string.Equals(key, bearer, StringComparison.Ordinal))
        {
            return new(PresentedAs.TwoDifferentKeys, "");
        }
        if ((key ?? bearer) is { } secret)
        {
            return new(PresentedAs.ApiKey, secret);
        }
        return Blank(cookie) is { } session ? new(PresentedAs.Session, session) : new(PresentedAs.Nothing, "");
    }

    private static string? Blank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
