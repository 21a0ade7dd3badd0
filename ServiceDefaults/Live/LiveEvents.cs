using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Substrate.Json;

namespace ServiceDefaults.Live;

/// <summary>Something changed that a screen may show. <paramref name="Topic"/>: run, memory, candidate, compile, job, decision, key.</summary>
public sealed record LiveEvent(string Topic, string Id, string Service);

/// <summary>Tells every replica of this service, and through them every open dashboard of the organisation, that something changed.</summary>
public sealed class LiveEvents<TDb> where TDb : DbContext
{
    internal const string Channel = "ctx_live";

    internal LiveEvents() { }

    /// <summary>In your transaction: it is told when that commits.</summary>
#pragma warning disable CA1822 // an instance per service database, so that it can be asked for by type
    public Task PublishAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, string topic, string id, CancellationToken ct) =>
        WriteAsync(connection, transaction, orgId, topic, id, ct);

    /// <summary>The same for many things at once, in one round trip.</summary>
    public async Task PublishAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, string topic, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0) return;
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Publishing(orgId, topic, ids) } };
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The same as a statement of a batch.</summary>
    public NpgsqlBatchCommand Publishing(Guid orgId, string topic, IEnumerable<string> ids) => new("SELECT pg_notify('ctx_live', payload) FROM unnest($1) AS payload")
    {
        Parameters = { new() { Value = ids.Select(id => Payload(orgId, topic, id)).ToArray() } },
    };
#pragma warning restore CA1822

    internal static async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, string topic, string id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pg_notify('ctx_live', $1)", connection, transaction)
        {
            Parameters = { new() { Value = Payload(orgId, topic, id) } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static string Payload(Guid orgId, string topic, string id) => JsonSerializer.Serialize(new LiveNote(orgId, topic, id), PlatformJson.Options);
}

internal sealed record LiveNote(Guid Org, string Topic, string Id);
