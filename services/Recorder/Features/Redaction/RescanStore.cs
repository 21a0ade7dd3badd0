using Npgsql;
using NpgsqlTypes;
using Substrate.Trace;

namespace Recorder.Features.Redaction;

/// <summary>The statements by which a recorded run is rewritten.</summary>
internal static class RescanStore
{
    public static async Task UpdateStepsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, IReadOnlyList<StepRescan> changes, CancellationToken ct)
    {
        await using (var update = new NpgsqlCommand(
            """
            UPDATE steps s SET name = c.name, model = c.model, error = c.error, call_id = c.call_id, tool = c.tool, input_hash = c.input, output_hash = c.output,
              args_hash = c.args, result_hash = c.result, content_hash = c.content
            FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS c (seq, name, model, error, call_id, tool, input, output, args, result, content)
            WHERE s.org_id = $1 AND s.run_id = $2 AND s.seq = c.seq
            """, connection, transaction))
        {
            var p = update.Parameters;
            p.Add(new() { Value = orgId });
            p.Add(new() { Value = runId });
            p.Add(new() { Value = changes.Select(c => c.Row.Seq).ToArray() });
            foreach (var column in (Func<StepRescan, string?>[])[c => c.Row.Name, c => c.Row.Model, c => c.Row.Error, c => c.Row.CallId, c => c.Row.Tool])
            {
                p.Add(new() { Value = changes.Select(column).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            }

            foreach (var column in (Func<StepRescan, string?>[])[c => c.Row.InputHash, c => c.Row.OutputHash, c => c.Row.ArgsHash, c => c.Row.ResultHash, c => c.Row.ContentHash])
            {
                p.Add(new() { Value = changes.Select(c => column(c) is { } hex ? Convert.FromHexString(hex) : null).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
            }

            await update.ExecuteNonQueryAsync(ct);
        }

        var rows = changes.SelectMany(c => c.Found, (c, f) => (c.Row.Seq, f.Field, f.Kind, f.Count)).ToList();
        await using var note = new NpgsqlCommand(
            """
            INSERT INTO payload_redactions AS p (org_id, run_id, seq, field, kind, count)
            SELECT $1, $2, seq, field, kind, sum(count) FROM unnest($3, $4, $5, $6) AS r (seq, field, kind, count) GROUP BY seq, field, kind
            ON CONFLICT (org_id, run_id, seq, field, kind) DO UPDATE SET count = p.count + EXCLUDED.count
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = orgId }, new() { Value = runId }, new() { Value = rows.Select(r => r.Seq).ToArray() }, new() { Value = rows.Select(r => r.Field).ToArray() },
                new() { Value = rows.Select(r => r.Kind).ToArray() }, new() { Value = rows.Select(r => r.Count).ToArray() },
            },
        };
        await note.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Links the steps before <paramref name="nextSeq"/> anew.</summary>
    /// <returns>The head.</returns>
    public static async Task<string> ChainAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, int nextSeq, CancellationToken ct)
    {
        var chain = RunChain.Start(runId);
        var (seqs, links) = (new List<int>(nextSeq), new List<byte[]>(nextSeq));
        await using (var read = new NpgsqlCommand(
            "SELECT seq, content_hash FROM steps WHERE org_id = $1 AND run_id = $2 AND seq < $3 ORDER BY seq", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = nextSeq } },
        })
        await using (var reader = await read.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                chain = RunChain.Next(chain, Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)));
                seqs.Add(reader.GetInt32(0));
                links.Add(Convert.FromHexString(chain));
            }
        }

        await using var update = new NpgsqlCommand(
            """
            UPDATE steps s SET chain_hash = l.hash FROM unnest($3, $4) AS l (seq, hash)
            WHERE s.org_id = $1 AND s.run_id = $2 AND s.seq = l.seq AND s.chain_hash IS DISTINCT FROM l.hash
            """, connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = seqs.ToArray() }, new() { Value = links.ToArray() } },
        };
        await update.ExecuteNonQueryAsync(ct);
        return chain;
    }

    public static Task UpdateRunAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, string head, int found, bool isComplete, CancellationToken ct) =>
        ExecuteAsync(
            connection, transaction, "UPDATE runs SET chain = $3, redaction_count = redaction_count + $4, revision = revision + $5 WHERE org_id = $1 AND id = $2", ct,
            orgId, runId, Convert.FromHexString(head), found, isComplete ? 1 : 0);

    public static Task MarkAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, string version, CancellationToken ct) =>
        ExecuteAsync(connection, transaction, "UPDATE runs SET redaction_version = $3 WHERE org_id = $1 AND id = $2", ct, orgId, runId, version);

    private static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
