using Gateway.Domain;
using Gateway.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Gateway.Features.Sessions;

/// <summary>The sign-in page's form: an API key becomes a session that ends with the key.</summary>
internal static class SignInWithKey
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/sign-in", Handle).ExcludeFromDescription().DisableAntiforgery();

    private static async Task<IResult> Handle(
        HttpContext context, Database<GatewayDb> database, CredentialStore credentials, TimeProvider clock, CancellationToken cancel)
    {
        var request = context.Request;
        if (!RequestOrigin.IsOwn(
            request.Headers["Sec-Fetch-Site"], request.Headers.Origin, $"{request.Scheme}://{request.Host}", request.Headers.ContainsKey(RequestOrigin.MarkerHeader)))
        {
            return Problem.Forbidden("cross_site", "Another site's page cannot sign you in.");
        }
        if (!request.HasFormContentType)
        {
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "form_expected", "Signing in takes a form with the field key.");
        }
        var form = await request.ReadFormAsync(cancel);
        var next = LocalPath.OrHome(form["next"]);
        var now = clock.GetUtcNow();
        var credential = await credentials.Find(CredentialKind.ApiKey, form["key"].ToString().Trim(), cancel);
        var wrong = credential?.StateAt(now) switch
        {
            null => "This API key is not known here.",
            CredentialState.Expired => $"This API key expired on {credential.ExpiresAt:yyyy-MM-dd HH:mm} UTC.",
            CredentialState.Revoked => $"This API key was revoked on {credential.RevokedAt:yyyy-MM-dd HH:mm} UTC.",
            CredentialState.Active => null,
            _ => throw new InvalidOperationException($"{credential!.StateAt(now)}"),
        };
        if (credential is null || wrong is not null)
        {
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Content(PlainPage.SignIn(next, wrong), "text/html; charset=utf-8", statusCode: StatusCodes.Status401Unauthorized);
        }
        await using var connection = await database.OpenAsync(credential.OrgId, cancel);
        var secret = await BrowserSession.Insert(connection, credential.OrgId, credential.Subject, credential.Role, credential.Id, now, cancel);
        BrowserSession.SetCookie(context, secret);
        return BrowserSession.GoOn(context, next);
    }
}
