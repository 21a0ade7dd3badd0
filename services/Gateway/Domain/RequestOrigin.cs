namespace Gateway.Domain;

/// <summary>
/// Whether a request that a cookie vouches for was made by our own pages. Browsers say so themselves and no page can forge it: <c>Sec-Fetch-Site</c>
/// (W3C Fetch Metadata), and before it <c>Origin</c> (RFC 6454). SameSite=Strict alone is not enough, because another port of the same machine is
/// the same site. A client that sends neither must send <c>X-Ctx-Csrf</c>, which another site's page could only send after a pre-flight that is never granted.
/// </summary>
internal static class RequestOrigin
{
    public const string MarkerHeader = "X-Ctx-Csrf";

    public static bool IsOwn(string? secFetchSite, string? origin, string ownOrigin, bool hasMarker)
    {
        if (!string.IsNullOrEmpty(secFetchSite))
        {
            return secFetchSite == "same-origin";
        }
        return string.IsNullOrEmpty(origin) ? hasMarker : string.Equals(origin, ownOrigin, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Safe methods change nothing (RFC 9110 §9.2.1), so they need no such proof.</summary>
    public static bool IsSafe(string method) => method is "GET" or "HEAD" or "OPTIONS";
}
