using System.Security.Cryptography;
using Gateway.Domain;
using Gateway.Storage;
using Npgsql;
using Substrate.Policies;

namespace Gateway.Features.Sessions;

/// <summary>Opens a session: a row and the cookie that stands for it.</summary>
internal static class BrowserSession
{
    public static async Task<string> Insert(
        NpgsqlConnection connection, Guid org, string subject, CallerRole role, Guid? key, DateTimeOffset now, CancellationToken cancel)
    {
        var secret = KeySecret.From(RandomNumberGenerator.GetBytes(KeySecret.RandomBytes));
        await using var command = new NpgsqlCommand("""
            WITH gone AS (DELETE FROM sessions WHERE expires_at < $7)
            INSERT INTO sessions (id, org_id, secret_hash, key_id, subject, role, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, connection)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7(now) }, new() { Value = org }, new() { Value = KeySecret.Hash(secret) },
                new() { Value = (object?)key ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }, new() { Value = subject },
                new() { Value = KeyRules.Name(role) }, new() { Value = now.UtcDateTime }, new() { Value = (now + SessionCookie.Lifetime).UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
        return secret;
    }

    public static void SetCookie(HttpContext context, string secret) =>
        context.Response.Cookies.Append(SessionCookie.NameFor(context.Request.Host.Port), secret, Options(context, SessionCookie.Lifetime));

    public static void ClearCookie(HttpContext context) =>
        context.Response.Cookies.Delete(SessionCookie.NameFor(context.Request.Host.Port), Options(context, null));

    public static string? Cookie(HttpContext context) => context.Request.Cookies[SessionCookie.NameFor(context.Request.Host.Port)];

    private static CookieOptions Options(HttpContext context, TimeSpan? age) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = age, IsEssential = true,
    };

    /// <summary>Sends the browser on. Coming from another site, it would not show a strict cookie on a redirect, so that it gets a page which goes on by itself.</summary>
    public static IResult GoOn(HttpContext context, string next)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            ? TypedResults.Content(PlainPage.SignedIn(next), "text/html; charset=utf-8")
            : new SeeOther(next);
    }

    private sealed record SeeOther(string Path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = Path;
            return Task.CompletedTask;
        }
    }
}
