using System.Security.Cryptography;
using Contracts.Gateway;
using Gateway.Domain;
using Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;
using Substrate.Hashing;

namespace Gateway.Features.Keys;

internal static class CreateKey
{
    private const int LongestIdempotencyKey = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v2/keys", Handle)
            .WithName("Gateway.CreateKey")
            .WithSummary("Makes an API key. The answer holds the secret, which is stored only as a hash and cannot be shown again.")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);

    private static async Task<Results<Created<KeyCreated>, ProblemHttpResult>> Handle(
        Contracts.Gateway.CreateKey body, Caller caller, Database<GatewayDb> database, LiveEvents<GatewayDb> live, IConfiguration configuration, OrgKeys keys,
        OrgRedaction redaction, TimeProvider clock, CancellationToken cancel, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey = null)
    {
        if (KeyRules.Judge(body.Name, WireRoles.ToCaller(body.Role), body.ExpiresInDays, caller.Role) is { } refusal)
        {
            return refusal.Forbidden ? Problem.Forbidden(refusal.Code, refusal.Title) : Problem.Invalid(refusal.Code, refusal.Title, refusal.Field);
        }
        if (idempotencyKey is { Length: 0 or > LongestIdempotencyKey })
        {
            return Problem.Invalid("idempotency_key_invalid", $"Idempotency-Key must have 1 to {LongestIdempotencyKey} characters.", "Idempotency-Key");
        }
        // What a client chose as its key may be anything: only a fingerprint of it is kept.
        idempotencyKey = idempotencyKey is null ? null : keys.Fingerprint(caller.OrgId, "idempotency", idempotencyKey);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var serverKey = Convert.FromBase64String(configuration["Identity:Key"] ?? throw new InvalidOperationException("Identity:Key is not configured."));
        // The body decides the hash, and so does the caller: another person's request with the same idempotency key is another request.
        var requestHash = ContentHash.OfJson(new { body, caller.Subject });
        var secret = idempotencyKey is null ? KeySecret.From(RandomNumberGenerator.GetBytes(KeySecret.RandomBytes)) : KeySecret.Derive(serverKey, id, idempotencyKey);
        var key = new ApiKey
        {
            Id = id, OrgId = caller.OrgId, Name = redaction.Of(caller.OrgId, body.Name.Trim()), Role = WireRoles.ToCaller(body.Role), Prefix = KeySecret.Prefix(secret), SecretHash = KeySecret.Hash(secret),
            IdempotencyKey = idempotencyKey, RequestHash = idempotencyKey is null ? null : requestHash, CreatedBy = caller.Subject, CreatedAt = now,
            ExpiresAt = KeyRules.ExpiryOf(body.ExpiresInDays, now),
        };
        await using var connection = await database.OpenAsync(caller.OrgId, cancel);
        await using var db = database.CreateContext(connection);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            db.ApiKeys.Add(key);
            await db.SaveChangesAsync(cancel);
            await live.PublishAsync(connection, null, caller.OrgId, "key", id.ToString(), cancel);
            await transaction.CommitAsync(cancel);
        }
        catch (DbUpdateException error) when (error.InnerException is PostgresException { ConstraintName: "api_keys_idempotency" })
        {
            db.ChangeTracker.Clear();
            return Repeat(await db.ApiKeys.AsNoTracking().SingleAsync(made => made.IdempotencyKey == idempotencyKey, cancel), requestHash, serverKey);
        }
        return Answer(key, secret);
    }

    /// <summary>The same answer to the same request: the secret was never stored, it is derived once more.</summary>
    private static Results<Created<KeyCreated>, ProblemHttpResult> Repeat(ApiKey made, string requestHash, byte[] serverKey)
    {
        if (made.RequestHash != requestHash)
        {
            return Problem.Unprocessable("idempotency_key_reused", "This Idempotency-Key was used for another request.", "Idempotency-Key");
        }
        var secret = KeySecret.Derive(serverKey, made.Id, made.IdempotencyKey!);
        return CryptographicOperations.FixedTimeEquals(KeySecret.Hash(secret), made.SecretHash)
            ? Answer(made, secret)
            : Problem.Conflict("secret_gone", "This key was made before the installation's identity key was changed; its secret cannot be shown again.");
    }

    private static Created<KeyCreated> Answer(ApiKey key, string secret) =>
        TypedResults.Created($"/v2/keys/{key.Id}", new KeyCreated(KeyViews.Of(key), secret));
}
