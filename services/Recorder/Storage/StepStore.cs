using Npgsql;
using NpgsqlTypes;
using Recorder.Domain;
using ServiceDefaults.Tenancy;
using Substrate.Trace;

namespace Recorder.Storage;

/// <param name="Chain">Chain hash (hex); null for a step that lies beyond a gap.</param>
internal sealed record StepToWrite(Guid RunId, PreparedStep Step, string? Chain);

/// <summary>Writing steps: arrays into one INSERT … SELECT FROM unnest, which row-level security allows and which keeps pace with COPY.</summary>
internal static class StepStore
{
    /// <param name="chain">Chain hash per step (hex); null for a step that lies beyond a gap.</param>
    public static async Task InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, IReadOnlyList<PreparedStep> steps, IReadOnlyList<string?> chain,
        CancellationToken ct)
    {
        if (steps.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in Inserting(orgId, [.. steps.Select((step, i) => new StepToWrite(runId, step, chain[i]))]))
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The statements that write steps of any runs; none of them answers with rows.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Inserting(Guid orgId, IReadOnlyList<StepToWrite> steps)
    {
        if (steps.Count > 0)
        {
            yield return Steps(orgId, steps);
        }

        if (Redactions(orgId, steps) is { } redactions)
        {
            yield return redactions;
        }
    }

    private static NpgsqlBatchCommand Steps(Guid orgId, IReadOnlyList<StepToWrite> steps)
    {
        var rows = new RowArrays<StepToWrite>(
            """
            INSERT INTO steps (org_id, run_id, seq, kind, parent, t0, t1, name, model, input_hash, output_hash, call_id, tool, args_hash, result_hash,
              is_error, exit_code, tokens_in, tokens_out, tokens_cache_read, tokens_cache_write, tokens_reasoning, cost, error, replayable, content_hash, chain_hash)
            SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
            """, steps, orgId);
        rows.Values(NpgsqlDbType.Uuid, s => (Guid?)s.RunId);
        rows.Values(NpgsqlDbType.Integer, s => (int?)s.Step.Seq);
        rows.Texts(s => SnakeCase.OfEnum(s.Step.Kind));
        rows.Values(NpgsqlDbType.Integer, s => s.Step.Parent);
        rows.Values(NpgsqlDbType.TimestampTz, s => s.Step.T0);
        rows.Values(NpgsqlDbType.TimestampTz, s => s.Step.T1);
        rows.Texts(s => s.Step.Name);
        rows.Texts(s => s.Step.Model);
        rows.Hashes(s => s.Step.Input?.Hash);
        rows.Hashes(s => s.Step.Output?.Hash);
        rows.Texts(s => s.Step.CallId);
        rows.Texts(s => s.Step.ToolName);
        rows.Hashes(s => s.Step.Args?.Hash);
        rows.Hashes(s => s.Step.Result?.Hash);
        rows.Values(NpgsqlDbType.Boolean, s => (bool?)s.Step.IsError);
        rows.Values(NpgsqlDbType.Integer, s => s.Step.ExitCode);
        rows.Values(NpgsqlDbType.Bigint, s => s.Step.Tokens?.In);
        rows.Values(NpgsqlDbType.Bigint, s => s.Step.Tokens?.Out);
        rows.Values(NpgsqlDbType.Bigint, s => s.Step.Tokens?.CacheRead);
        rows.Values(NpgsqlDbType.Bigint, s => s.Step.Tokens?.CacheWrite);
        rows.Values(NpgsqlDbType.Bigint, s => s.Step.Tokens?.Reasoning);
        rows.Values(NpgsqlDbType.Numeric, s => s.Step.Cost);
        rows.Texts(s => s.Step.Error);
        rows.Texts(s => SnakeCase.OfEnum(s.Step.Replayable));
        rows.Hashes(s => s.Step.ContentHash);
        rows.Hashes(s => s.Chain);
        return rows.Command;
    }

    /// <summary>What was taken out of some steps, by seq.</summary>
    public static async Task<ILookup<int, RedactionContent>> RedactionsAsync(NpgsqlConnection connection, Guid orgId, Guid runId, int[] seqs, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT seq, field, kind, count FROM payload_redactions WHERE org_id = $1 AND run_id = $2 AND seq = ANY($3)", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = seqs } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<(int Seq, RedactionContent Redaction)>();
        while (await reader.ReadAsync(ct))
        {
            found.Add((reader.GetInt32(0), new RedactionContent(reader.GetString(1), reader.GetString(2), reader.GetInt32(3))));
        }

        return found.ToLookup(f => f.Seq, f => f.Redaction);
    }

    private static NpgsqlBatchCommand? Redactions(Guid orgId, IReadOnlyList<StepToWrite> steps)
    {
        var rows = steps.SelectMany(s => s.Step.Redactions, (s, r) => (s.RunId, s.Step.Seq, r.Field, r.Kind, r.Count)).ToList();
        return rows.Count == 0 ? null : new(
            """
            INSERT INTO payload_redactions (org_id, run_id, seq, field, kind, count)
            SELECT $1, run, seq, field, kind, sum(count) FROM unnest($2, $3, $4, $5, $6) AS r (run, seq, field, kind, count) GROUP BY run, seq, field, kind
            """)
        {
            Parameters =
            {
                new() { Value = orgId },
                new() { Value = rows.Select(r => r.RunId).ToArray() },
                new() { Value = rows.Select(r => r.Seq).ToArray() },
                new() { Value = rows.Select(r => r.Field).ToArray() },
                new() { Value = rows.Select(r => r.Kind).ToArray() },
                new() { Value = rows.Select(r => r.Count).ToArray() },
            },
        };
    }
}
