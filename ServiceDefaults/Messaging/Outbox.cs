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
        var endpoints = EndpointsOf(typeof(TMessage));
        var body = JsonSerializer.Serialize(message, PlatformJson.Options);
        return WriteAsync(connection, transaction, orgId, typeof(TMessage).FullName!, body, endpoints, 0, ct);
    }

    /// <summary>The same for many messages at once, as a statement of a batch that runs in the transaction of their changes. In the order given: that is the order they are sent in.</summary>
    /// <param name="held">They may wait so long for <see cref="ReleaseAsync"/>: for bulk work whose followers would only be in its way. A restart releases them too.</param>
    public NpgsqlBatchCommand Adding<TMessage>(Guid orgId, IReadOnlyCollection<TMessage> messages, TimeSpan held = default) where TMessage : class
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Inserting(
            orgId, typeof(TMessage).FullName!, [.. messages.Select(_ => Guid.CreateVersion7()).Order(PostgresOrder)],
            [.. messages.Select(m => JsonSerializer.Serialize(m, PlatformJson.Options))], EndpointsOf(typeof(TMessage)), 0, held);
    }

#pragma warning disable CA1822 // an instance per service database, so that it can be asked for by type
    /// <summary>Lets go what is held for this organisation.</summary>
    public async Task ReleaseAsync(NpgsqlConnection connection, Guid orgId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH released AS (UPDATE outbox_deliveries SET next_at = now() WHERE org_id = $1 AND acked_at IS NULL AND attempts = 0 AND next_at > now() RETURNING 1)
            SELECT pg_notify('ctx_outbox', '') FROM released LIMIT 1
            """, connection) { Parameters = { new() { Value = orgId } }, CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(ct);
    }
#pragma warning restore CA1822

    // Ids made within one millisecond are in no order; canonical text sorts as PostgreSQL sorts.
    private static readonly Comparer<Guid> PostgresOrder = Comparer<Guid>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    private string[] EndpointsOf(Type message) =>
        subscriptions.TryGetValue(message, out var endpoints) ? endpoints : throw new InvalidOperationException($"{message.FullName} is not in the table of subscriptions.");

    internal static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, string messageType, string body, string[] endpoints, int priorAttempts, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { Inserting(orgId, messageType, [Guid.CreateVersion7()], [body], endpoints, priorAttempts, TimeSpan.Zero) },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatchCommand Inserting(Guid orgId, string messageType, Guid[] ids, string[] bodies, string[] endpoints, int priorAttempts, TimeSpan held) => new(
        """
        WITH message AS (
          INSERT INTO outbox (id, org_id, message_type, body, trace_parent, prior_attempts, done_at)
          SELECT m.id, $1, $2, m.body, $3, $8, CASE WHEN cardinality($4) = 0 THEN now() END FROM unnest($5, $6) AS m (id, body)),
        deliveries AS (
          INSERT INTO outbox_deliveries (message_id, org_id, endpoint, next_at)
          SELECT m.id, $1, e.endpoint, now() + $7 FROM unnest($5) AS m (id) CROSS JOIN unnest($4) AS e (endpoint))
        SELECT pg_notify('ctx_outbox', '')
        """)
    {
        Parameters =
        {
            new() { Value = orgId },
            new() { Value = messageType },
            new() { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = endpoints },
            new() { Value = ids },
            new() { Value = bodies, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            new() { Value = held },
            new() { Value = priorAttempts },
        },
    };
}
