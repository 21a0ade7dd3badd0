using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Http;

/// <summary>Replays stored answers for <see cref="Idempotency.Header"/>. The primary key, not a prior read, decides who runs the request.</summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, OrgKeys keys)
{
    private const int MaxStoredBytes = 1024 * 1024;
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(2);

    private sealed record Stored(string RequestHash, int? Status, string? ContentType, string? Location, byte[]? Body);

    private sealed record KeyOf(Caller Caller, string Route, string Key, string RequestHash);

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<Idempotency.Mark>() is null || !context.Request.Headers.TryGetValue(Idempotency.Header, out var values))
        {
            await next(context);
            return;
        }
        var key = values.ToString();
        var caller = CallerContext.Of(context);
        var door = endpoint.Metadata.GetMetadata<ModuleDescription>()?.Database;
        if (caller is null || door is null) throw new InvalidOperationException("WithIdempotencyKey needs a caller and a module with a database.");
        if (key.Length is < 1 or > 200 || key.Any(c => c is <= ' ' or > '~'))
        {
            await Problem.WriteAsync(context, Problem.Invalid("invalid_idempotency_key", "Idempotency-Key must be 1 to 200 visible ASCII characters.", Idempotency.Header));
            return;
        }

        // Of what the client chose to send only fingerprints are kept.
        string Fingerprint(ReadOnlySpan<byte> text) => keys.Fingerprint(caller.OrgId, "idempotency", text);
        var query = context.Request.QueryString.Value;
        var route = context.Request.Method + " " + context.Request.Path + (string.IsNullOrEmpty(query) ? "" : "?" + Fingerprint(Encoding.UTF8.GetBytes(query)));
        var claim = new KeyOf(caller, route, Fingerprint(Encoding.UTF8.GetBytes(key)), Fingerprint(await HashBodyAsync(context)));
        ValueTask<NpgsqlConnection> Open() => door.Open(context.RequestServices, caller.OrgId, CancellationToken.None);

        Stored? stored;
        await using (var connection = await Open()) stored = await ClaimAsync(connection, claim);
        if (stored is not null)
        {
            await ReplayAsync(context, claim, stored);
            return;
        }
        await RunAndStoreAsync(context, claim, Open);
    }

    private async Task RunAndStoreAsync(HttpContext context, KeyOf claim, Func<ValueTask<NpgsqlConnection>> open)
    {
        var original = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        var stored = false;
        try
        {
            await next(context);
            if (context.Response.StatusCode is >= 200 and < 300 && buffer.Length <= MaxStoredBytes)
            {
                await using var connection = await open();
                await StoreAsync(connection, claim, context.Response, buffer.ToArray());
                stored = true;
            }
        }
        finally
        {
            context.Response.Body = original;
            if (!stored)
            {
                await using var connection = await open();
                await ExecuteAsync(connection, "DELETE FROM idempotency_keys WHERE org_id = $1 AND subject = $2 AND route = $3 AND key = $4", Identify(claim));
            }
        }
        buffer.Position = 0;
        await buffer.CopyToAsync(original, context.RequestAborted);
    }

    /// <returns>Null when this request owns the key now.</returns>
    private static async Task<Stored?> ClaimAsync(NpgsqlConnection connection, KeyOf claim)
    {
        object[] identity = Identify(claim);
        var claimed = await ExecuteAsync(connection,
            """
            INSERT INTO idempotency_keys AS k (org_id, subject, route, key, request_hash) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (org_id, subject, route, key) DO UPDATE SET request_hash = excluded.request_hash, created_at = now(), status = NULL, body = NULL
            WHERE (k.status IS NULL AND k.created_at < now() - $6) OR k.created_at < now() - interval '24 hours'
            """, [.. identity, claim.RequestHash, AbandonedAfter]);
        if (claimed == 1) return null;
        await using var command = new NpgsqlCommand(
            "SELECT request_hash, status, content_type, location, body FROM idempotency_keys WHERE org_id = $1 AND subject = $2 AND route = $3 AND key = $4", connection);
        foreach (var value in identity) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) return new Stored(claim.RequestHash, null, null, null, null);
        T? At<T>(int column) => reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);
        return new Stored(reader.GetString(0), At<int?>(1), At<string>(2), At<string>(3), At<byte[]>(4));
    }

    private static async Task ReplayAsync(HttpContext context, KeyOf claim, Stored stored)
    {
        if (Refusal(claim, stored) is { } problem)
        {
            await Problem.WriteAsync(context, problem);
            return;
        }
        context.Response.StatusCode = stored.Status!.Value;
        context.Response.ContentType = stored.ContentType;
        if (stored.Location is not null) context.Response.Headers.Location = stored.Location;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        await context.Response.Body.WriteAsync(stored.Body, context.RequestAborted);
    }

    private static ProblemHttpResult? Refusal(KeyOf claim, Stored stored)
    {
        if (stored.RequestHash != claim.RequestHash)
        {
            return Problem.Unprocessable("idempotency_key_reused", "This Idempotency-Key was already used for another request.", Idempotency.Header, "Use a new key for a new request.");
        }
        return stored.Status is null
            ? Problem.Of(409, "idempotency_in_progress", "A request with this Idempotency-Key is still being worked on.", "Try again.", null, ("retryAfter", 1))
            : null;
    }

    private static Task<int> StoreAsync(NpgsqlConnection connection, KeyOf claim, HttpResponse response, byte[] body) =>
        ExecuteAsync(connection,
            "UPDATE idempotency_keys SET status = $5, content_type = $6, location = $7, body = $8 WHERE org_id = $1 AND subject = $2 AND route = $3 AND key = $4",
            [.. Identify(claim), response.StatusCode, (object?)response.ContentType ?? DBNull.Value, response.Headers.Location.Count > 0 ? response.Headers.Location.ToString() : DBNull.Value, body]);

    private static object[] Identify(KeyOf claim) => [claim.Caller.OrgId, claim.Caller.Subject, claim.Route, claim.Key];

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(value is DBNull ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } : new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync();
    }

    private static async Task<byte[]> HashBodyAsync(HttpContext context)
    {
        // In memory however large (the route's limit bounds it): beyond the default threshold the raw body would lie in a temporary file.
        context.Request.EnableBuffering(bufferThreshold: int.MaxValue);
        var hash = await SHA256.HashDataAsync(context.Request.Body, context.RequestAborted);
        context.Request.Body.Position = 0;
        return hash;
    }
}
