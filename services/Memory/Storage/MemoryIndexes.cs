using System.Collections.Concurrent;
using Memory.Domain.Search;
using Npgsql;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;
using Substrate.Scoping;
using Contracts.Memory;

namespace Memory.Storage;

/// <summary>
/// The search index of each organisation: loaded from PostgreSQL on first use, then kept current by the numbered change table.
/// Every replica follows it for itself.
/// </summary>
internal sealed class MemoryIndexes(Database<MemoryDb> database) : IDisposable
{
    private const int Batch = 5_000;

    private const string Columns = "m.id, m.type, m.subject, m.text, m.project, m.repo, m.agent, m.user_name, m.task_type, m.sensitivity, m.trust, m.status, m.confidence, m.corroboration, m.usage_count, m.created_at, m.expires_at, m.run_id";

    private readonly ConcurrentDictionary<Guid, Shard> _shards = new();

    private sealed class Shard : IDisposable
    {
        public MemoryIndex Index { get; } = new();

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public bool Loaded { get => Volatile.Read(ref _loaded); set => Volatile.Write(ref _loaded, value); }

        private bool _loaded;

        public void Dispose()
        {
            Index.Dispose();
            Gate.Dispose();
        }
    }

    public IReadOnlyCollection<Guid> Orgs => [.. _shards.Keys];

    public async ValueTask<MemoryIndex> OfAsync(Guid org, CancellationToken ct)
    {
        var shard = _shards.GetOrAdd(org, _ => new Shard());
        if (!shard.Loaded) { await FollowAsync(org, ct); }
        return shard.Index;
    }

    /// <summary>Takes every change that has committed so far.</summary>
    public async Task FollowAsync(Guid org, CancellationToken ct)
    {
        var shard = _shards.GetOrAdd(org, _ => new Shard());
        await shard.Gate.WaitAsync(ct);
        try
        {
            await using var connection = await database.OpenAsync(org, ct);
            if (!shard.Loaded)
            {
                await LoadAsync(connection, shard.Index, ct);
                shard.Loaded = true;
            }

            while (await CatchUpAsync(connection, shard.Index, ct)) { }
        }
        finally { shard.Gate.Release(); }
    }

    private static async Task LoadAsync(NpgsqlConnection connection, MemoryIndex index, CancellationToken ct)
    {
        // One snapshot: the highest number and the rows belong together.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        long asOf;
        await using (var highest = new NpgsqlCommand("SELECT coalesce(max(id), 0) FROM memory_changes", connection, transaction)) { asOf = (long)(await highest.ExecuteScalarAsync(ct))!; }
        await using (var command = new NpgsqlCommand($"SELECT {Columns} FROM memories m ORDER BY m.created_at, m.id", connection, transaction))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            var batch = new List<IndexedMemory>(Batch);
            while (await reader.ReadAsync(ct))
            {
                batch.Add(Row(reader));
                if (batch.Count < Batch) { continue; }
                index.Apply(batch, [], 0);
                batch.Clear();
            }

            index.Apply(batch, [], asOf);
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task<bool> CatchUpAsync(NpgsqlConnection connection, MemoryIndex index, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            WITH fresh AS (SELECT id, memory_id FROM memory_changes WHERE id > $1 ORDER BY id LIMIT $2)
            SELECT c.last, c.memory_id, {Columns} FROM (SELECT max(id) AS last, memory_id FROM fresh GROUP BY memory_id) c LEFT JOIN memories m ON m.id = c.memory_id
            """, connection) { Parameters = { new() { Value = index.AsOf }, new() { Value = Batch } } };
        var (present, gone, last) = (new List<IndexedMemory>(), new List<Guid>(), 0L);
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                last = Math.Max(last, reader.GetInt64(0));
                if (reader.IsDBNull(2)) { gone.Add(reader.GetGuid(1)); } else { present.Add(Row(reader, 2)); }
            }
        }

        if (last > 0) { index.Apply(present, gone, last); }
        return last > 0;
    }

    private static IndexedMemory Row(NpgsqlDataReader r, int at = 0)
    {
        string? Text(int i) => r.IsDBNull(at + i) ? null : r.GetString(at + i);
        return new IndexedMemory(r.GetGuid(at), Value<MemoryType>(r.GetString(at + 1)).Known(), r.GetString(at + 2), r.GetString(at + 3), new Scope(Text(4), Text(5), Text(6), Text(7), Text(8)),
            Value<Sensitivity>(r.GetString(at + 9)), Value<Trust>(r.GetString(at + 10)), Value<MemoryStatus>(r.GetString(at + 11)), r.GetDouble(at + 12), r.GetInt32(at + 13), r.GetInt32(at + 14),
            r.GetFieldValue<DateTimeOffset>(at + 15), r.IsDBNull(at + 16) ? null : r.GetFieldValue<DateTimeOffset>(at + 16), r.GetGuid(at + 17));
    }

    private static T Value<T>(string text) where T : struct, Enum =>
        SnakeCase.TryEnum<T>(text, out var value) ? value : throw new InvalidOperationException($"'{text}' is no {typeof(T).Name}.");

    public void Dispose()
    {
        foreach (var shard in _shards.Values) { shard.Dispose(); }
    }
}
