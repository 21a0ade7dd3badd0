using Contracts.Context;
using Memory.Storage;
using Npgsql;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;

namespace Memory.Features.Links;

/// <summary>Notes which memories a window considered and used. One link for each compile and memory: a message that comes twice counts once.</summary>
internal sealed class LinkOnContextCompiled(LiveEvents<MemoryDb> live) : IMessageHandler<ContextCompiled, MemoryDb>
{
    public async Task Handle(ContextCompiled message, MessageScope<MemoryDb> scope, CancellationToken ct)
    {
        if (message.Memories.Count == 0) { return; }
        var considered = message.Memories.DistinctBy(m => m.MemoryId).OrderBy(m => m.MemoryId).ToList();
        var ids = considered.Select(m => m.MemoryId).ToArray();
        // Always in the same order, or two compiles that use the same memories wait for each other.
        await using (var hold = new NpgsqlCommand("SELECT id FROM memories WHERE id = ANY($1) ORDER BY id FOR UPDATE", scope.Connection, scope.Transaction) { Parameters = { new() { Value = ids } } })
        {
            await hold.ExecuteNonQueryAsync(ct);
        }

        await using var link = new NpgsqlCommand(
            """
            WITH fresh AS (
              INSERT INTO memory_links (org_id, compile_id, memory_id, run_id, task, included, reason_code, score, at)
              SELECT $1, $2, m.id, $3, $4, m.reason = 'included', m.reason, m.score, $5 FROM unnest($6, $7, $8) AS m (id, reason, score)
              ON CONFLICT DO NOTHING RETURNING memory_id, included)
            UPDATE memories SET usage_count = usage_count + 1, last_used_at = greatest(last_used_at, $5) FROM fresh
            WHERE memories.id = fresh.memory_id AND fresh.included RETURNING memories.id
            """, scope.Connection, scope.Transaction)
        {
            Parameters =
            {
                new() { Value = scope.OrgId }, new() { Value = message.CompileId }, new() { Value = (object?)message.RunId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
                new() { Value = message.Task.Length <= 500 ? message.Task : message.Task[..500] }, new() { Value = message.At.ToUniversalTime() }, new() { Value = ids },
                new() { Value = considered.Select(m => SnakeCase.OfEnum(m.Decision)).ToArray() }, new() { Value = considered.Select(m => m.Score).ToArray() },
            },
        };
        var used = new List<Guid>();
        await using (var reader = await link.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) { used.Add(reader.GetGuid(0)); }
        }

        await live.PublishAsync(scope.Connection, scope.Transaction, scope.OrgId, "memory", [.. used.Select(id => id.ToString())], ct);
    }
}
