using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Hosting;
using Substrate.Json;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Messages leave with the transaction that made them true: the row is written beside the change, and a sender delivers it until every subscribed endpoint
/// has committed it.
/// </summary>
public sealed class Outbox<TDb> where TDb : DbContext
{
    internal const string Channel = "ctx_outbox";

    private readonly IReadOnlyDictionary<Type, string[]> subscriptions;

    internal Outbox(ModuleOf<TDb> module) => subscriptions = module.Description.Module.Subscriptions;

    /// <summary>Over the context's current transaction. Throws when there is none: the message would not commit together with the change.</summary>
    public Task AddAsync<TMessage>(TDb db, Guid orgId, TMessage message, CancellationToken ct) where TMessage : class
    {
        ArgumentNullException.ThrowIfNull(db);
        var transaction = db.Database.CurrentTransaction
            ?? throw new InvalidOperationException($"Begin a transaction on {typeof(TDb).Name} first; the message must commit together with the change.");
        return AddAsync((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction(), orgId, message, ct);
    }

    /// <summary>Writes the row over <paramref name="connection"/>, in its transaction.</summary>
    public Task AddAsync<TMessage>(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, TMessage message, CancellationToken ct) where TMessage : class
    {
        if (!subscriptions.TryGetValue(typeof(TMessage), out var endpoints))
        {
            throw new InvalidOperationException($"{typeof(TMessage).FullName} is not in the table of subscriptions.");
        }
        var body = JsonSerializer.Serialize(message, PlatformJson.Options);
        return WriteAsync(connection, transaction, orgId, typeof(TMessage).FullName!, body, endpoints, 0, ct);
    }

    internal static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, string messageType, string body, string[] endpoints, int priorAttempts, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH message AS (
              INSERT INTO outbox (id, org_id, message_type, body, trace_parent, prior_attempts, done_at)
              VALUES ($1, $2, $3, $4, $5, $7, CASE WHEN cardinality($6) = 0 THEN now() END)),
            deliveries AS (
              INSERT INTO outbox_deliveries (message_id, org_id, endpoint) SELECT $1, $2, endpoint FROM unnest($6) AS endpoint)
            SELECT pg_notify('ctx_outbox', '')
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7() },
                new() { Value = orgId },
                new() { Value = messageType },
                new() { Value = body, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = endpoints },
                new() { Value = priorAttempts },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
