using Gateway.Domain;
using Gateway.Storage;
using Npgsql;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Gateway.Features.Sessions;

internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/sign-out", Handle).ExcludeFromDescription().DisableAntiforgery();

    private static async Task<IResult> Handle(
        HttpContext context, Database<GatewayDb> database, CredentialStore credentials, TimeProvider clock, CancellationToken cancel)
    {
        var request = context.Request;
        if (!RequestOrigin.IsOwn(
            request.Headers["Sec-Fetch-Site"], request.Headers.Origin, $"{request.Scheme}://{request.Host}", request.Headers.ContainsKey(RequestOrigin.MarkerHeader)))
        {
            return Problem.Forbidden("cross_site", "Another site's page cannot sign you out.");
        }
        if (BrowserSession.Cookie(context) is { } secret && await credentials.Find(CredentialKind.Session, secret, cancel) is { } session)
        {
            await using var connection = await database.OpenAsync(session.OrgId, cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await using (var end = new NpgsqlCommand("UPDATE sessions SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1", connection)
            {
                Parameters = { new() { Value = session.Id }, new() { Value = clock.GetUtcNow().UtcDateTime } },
            })
            {
                await end.ExecuteNonQueryAsync(cancel);
            }
            await RevocationListener.Announce(connection, session.Id, cancel);
            await transaction.CommitAsync(cancel);
            credentials.Forget(session.Id);
        }
        BrowserSession.ClearCookie(context);
        context.Response.Headers.CacheControl = "no-store";
        return request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.Content(PlainPage.SignedOut(), "text/html; charset=utf-8")
            : TypedResults.NoContent();
    }
}
