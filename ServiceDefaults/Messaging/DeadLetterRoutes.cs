using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Messaging;

/// <summary>A message that its consumer refused for good.</summary>
public sealed record DeadLetterView(Guid Id, string Service, string MessageType, string Endpoint, string Error, int Attempts, JsonElement Body, DateTimeOffset At);

public sealed record DeadLetterPage(IReadOnlyList<DeadLetterView> Items, string? NextCursor);

internal static class DeadLetterRoutes
{
    public static void Map<TDb>(IEndpointRouteBuilder routes, string service) where TDb : DbContext
    {
        var prefix = char.ToUpperInvariant(service[0]) + service[1..];
        var path = $"/v2/{service}/dead-letters";
        routes.MapGet(path, (Caller caller, Database<TDb> database, string? cursor, int? limit, CancellationToken ct) => List(caller, database, service, cursor, limit, ct))
            .WithName(prefix + ".ListDeadLetters").WithSummary("Messages this service could not handle, newest first.");
        routes.MapPost(path + "/{id:guid}/retry", (Guid id, Caller caller, Database<TDb> database, CancellationToken ct) => Retry(id, caller, database, ct))
            .WithName(prefix + ".RetryDeadLetter").WithSummary("Sends the message to its consumer again.").ProducesProblem(404);
        routes.MapPost(path + "/{id:guid}/discard", (Guid id, Caller caller, Database<TDb> database, CancellationToken ct) => Discard(id, caller, database, ct))
            .WithName(prefix + ".DiscardDeadLetter").WithSummary("Gives the message up.").ProducesProblem(404);
    }

    private static async Task<Results<Ok<DeadLetterPage>, ProblemHttpResult>> List<TDb>(
        Caller caller, Database<TDb> database, string service, string? cursor, int? limit, CancellationToken ct) where TDb : DbContext
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem)) return problem!;
        if (!page.TryAfter(out var afterAt, out var afterId, out problem)) return problem!;
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        await using var command = new NpgsqlCommand(
            """
            SELECT id, message_type, endpoint, error, attempts, body::text, at FROM dead_letters
            WHERE org_id = $1 AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid)) ORDER BY at DESC, id DESC LIMIT $4
            """, connection)
        {
            Parameters =
            {
                new() { Value = caller.OrgId },
                new() { Value = (object?)afterAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = (object?)afterId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = page.Limit + 1 },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var items = new List<DeadLetterView>();
        while (await reader.ReadAsync(ct))
        {
            using var body = JsonDocument.Parse(reader.GetString(5));
            items.Add(new DeadLetterView(
                reader.GetGuid(0), service, reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), body.RootElement.Clone(),
                reader.GetFieldValue<DateTimeOffset>(6)));
        }
        var more = items.Count > page.Limit;
        if (more) items.RemoveAt(items.Count - 1);
        return TypedResults.Ok(new DeadLetterPage(items, more ? Cursor.Encode(items[^1].At, items[^1].Id) : null));
    }

    /// <summary>A new message with the old body, to this endpoint alone, through this service's own outbox: it survives whatever the first one did.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> Retry<TDb>(Guid id, Caller caller, Database<TDb> database, CancellationToken ct) where TDb : DbContext
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        string type, body, endpoint;
        int attempts;
        await using (var command = new NpgsqlCommand(
            "DELETE FROM dead_letters WHERE org_id = $1 AND id = $2 RETURNING message_type, body::text, endpoint, attempts", connection, transaction)
        { Parameters = { new() { Value = caller.OrgId }, new() { Value = id } } })
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            if (!await reader.ReadAsync(ct)) return NoSuch();
            (type, body, endpoint, attempts) = (reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3));
        }
        await Outbox<TDb>.WriteAsync(connection, transaction, caller.OrgId, type, body, [endpoint], attempts, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Discard<TDb>(Guid id, Caller caller, Database<TDb> database, CancellationToken ct) where TDb : DbContext
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        await using var command = new NpgsqlCommand("DELETE FROM dead_letters WHERE org_id = $1 AND id = $2", connection)
        {
            Parameters = { new() { Value = caller.OrgId }, new() { Value = id } },
        };
        return await command.ExecuteNonQueryAsync(ct) == 0 ? NoSuch() : TypedResults.NoContent();
    }

    private static ProblemHttpResult NoSuch() => Problem.NotFound("dead_letter_not_found", "There is no such dead letter; it may have been retried or discarded.");
}
