using System.Security.Cryptography;
using Gateway.Domain;
using Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using ServiceDefaults.Tenancy;
using Substrate.Policies;

namespace Gateway.Features.Sessions;

/// <summary>The link that a start prints: it works once, and only while that start runs.</summary>
internal static class SignInWithToken
{
    private const string HowToGetAnother = "Stop the platform and start it with ./dev up: each start prints a new link. Or sign in with an API key.";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/sign-in", Handle).ExcludeFromDescription();

    private static async Task<IResult> Handle(
        HttpContext context, Database<GatewayDb> database, FirstOrganisation first, IConfiguration configuration, TimeProvider clock, CancellationToken cancel,
        string? token = null, string? next = null)
    {
        var page = LocalPath.OrHome(next);
        if (string.IsNullOrEmpty(token))
        {
            return Page(page, null, StatusCodes.Status200OK, context);
        }
        if (context.Request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase))
        {
            // A browser that looks ahead must not use the link up.
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
        if (configuration["Gateway:SignInToken"] is not { Length: > 0 } expected || !CryptographicOperations.FixedTimeEquals(KeySecret.Hash(token), KeySecret.Hash(expected)))
        {
            return Page(page, $"This sign-in link is not the one that the running platform printed. {HowToGetAnother}", StatusCodes.Status401Unauthorized, context);
        }
        var now = clock.GetUtcNow();
        var org = await first.IdAsync(cancel);
        await using var connection = await database.OpenAsync(org, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await Spend(connection, org, token, now, cancel))
        {
            return Page(page, $"This sign-in link was used already. {HowToGetAnother}", StatusCodes.Status401Unauthorized, context);
        }
        var secret = await BrowserSession.Insert(connection, org, "owner (sign-in link)", CallerRole.Owner, null, now, cancel);
        await transaction.CommitAsync(cancel);
        BrowserSession.SetCookie(context, secret);
        return BrowserSession.GoOn(context, page);
    }

    private static async Task<bool> Spend(NpgsqlConnection connection, Guid org, string token, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO spent_sign_in_tokens (token_hash, org_id, spent_at) VALUES ($1, $2, $3) ON CONFLICT (token_hash) DO NOTHING", connection)
        {
            Parameters = { new() { Value = KeySecret.Hash(token) }, new() { Value = org }, new() { Value = now.UtcDateTime } },
        };
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    private static ContentHttpResult Page(string next, string? wrong, int status, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Content(PlainPage.SignIn(next, wrong), "text/html; charset=utf-8", statusCode: status);
    }
}
