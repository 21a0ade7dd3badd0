using Contracts;
using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Proof;

namespace Recorder.Features.Proof;

/// <summary>/v2/proof/trusted-keys: public keys of other installations whose bundles this organisation accepts.</summary>
internal static class TrustKeys
{
    private const int MaxKey = 4000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/proof/trusted-keys", List).WithName("Recorder.ListTrustedKeys").WithSummary("Keys of other installations that are trusted");
        routes.MapPost("/v2/proof/trusted-keys", Add)
            .WithName("Recorder.TrustKey").WithSummary("Trust another installation's key")
            .WithDescription("jwk is one key out of that installation's /.well-known/jwks.json, brought by a person: nothing is fetched. Its kid must be its RFC 7638 thumbprint.")
            .ProducesProblem(409).ProducesProblem(422);
        routes.MapDelete("/v2/proof/trusted-keys/{kid}", Remove)
            .WithName("Recorder.DistrustKey").WithSummary("Trust a key no longer")
            .WithDescription("Runs that were imported under it stay, and say from then on that their signature cannot be checked.")
            .ProducesProblem(404);
    }

    private static async Task<Ok<Page<TrustedKeyView>>> List(Caller caller, Database<RecorderDb> database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        return TypedResults.Ok(new Page<TrustedKeyView>([.. (await TrustedKeys.ListAsync(connection, caller.OrgId, ct)).Select(View)], null));
    }

    private static async Task<Results<Created<TrustedKeyView>, ProblemHttpResult>> Add(
        TrustKey body, Caller caller, Database<RecorderDb> database, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(body.Name) || body.Name.Length > 200 || body.Name.Contains('\0', StringComparison.Ordinal))
        {
            return Problem.Invalid("invalid_field", "name must be 1 to 200 characters.", "name");
        }

        var (key, fault) = body.Jwk.GetRawText() is { Length: <= MaxKey } ? (Jwk.Read(body.Jwk, out var why), why) : (null, $"It is longer than {MaxKey} characters.");
        if (key is null)
        {
            return Problem.Unprocessable("invalid_key", "jwk is not a key that can verify signatures.", "jwk", fault);
        }

        if (key.ThisThumbprint is null || key.ThisThumbprint != key.Kid)
        {
            return Problem.Unprocessable("invalid_key", "jwk must be a key on P-256 whose kid is its RFC 7638 thumbprint.", "jwk");
        }

        var trusted = new TrustedKey(key.Kid, body.Name, body.Jwk.GetRawText(), caller.Subject, clock.GetUtcNow());
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        return await TrustedKeys.AddAsync(connection, caller.OrgId, trusted, ct)
            ? TypedResults.Created($"/v2/proof/trusted-keys/{key.Kid}", View(trusted))
            : Problem.Conflict("key_known", $"The key {key.Kid} is trusted already.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(string kid, Caller caller, Database<RecorderDb> database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        return await TrustedKeys.RemoveAsync(connection, caller.OrgId, kid.Replace("\0", "", StringComparison.Ordinal), ct)
            ? TypedResults.NoContent()
            : Problem.NotFound("key_not_found", "No such key is trusted.", "GET /v2/proof/trusted-keys lists them.");
    }

    private static TrustedKeyView View(TrustedKey key) => new(key.Kid, key.Name, key.AddedBy, key.AddedAt);
}
