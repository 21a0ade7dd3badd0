using Contracts.Recorder;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;

namespace Recorder.Features.Runs;

/// <summary>Stored steps as the API shows them: with the beginnings of their payloads, their depth and their redactions.</summary>
internal static class StepViews
{
    // Ancestors may form a long chain in a hostile run; a timeline draws no more levels than this.
    private const int MaxDepth = RunOutlining.MaxDepth;

    public static async Task<IReadOnlyList<StepView>> OfAsync(NpgsqlConnection connection, Guid orgId, Guid runId, IReadOnlyList<StepRow> rows, CancellationToken ct)
    {
        var previews = await BlobPreviews.ReadAsync(connection, orgId, rows.SelectMany(r => r.Payloads()), ct);
        var seqs = rows.Select(r => r.Seq).ToArray();
        var redactions = await RedactionsAsync(connection, orgId, runId, seqs, ct);
        var depths = await DepthsAsync(connection, orgId, runId, [.. rows.Where(r => r.Parent is not null).Select(r => r.Seq)], ct);
        return [.. rows.Select(r => View(r, previews, redactions[r.Seq], depths.GetValueOrDefault(r.Seq)))];
    }

    private static StepView View(StepRow row, Dictionary<string, string> previews, IEnumerable<StepRedaction> redactions, int depth)
    {
        var call = row.Tool is null ? null : new ToolCallView(
            row.CallId ?? string.Empty, row.Tool, row.ArgsHash, row.ResultHash, row.IsError, row.ExitCode, Preview(row.ArgsHash), Preview(row.ResultHash));
        return new StepView(
            row.Seq, row.Kind, row.Parent, row.T0, row.T1, row.Name, row.Model, row.InputHash, row.OutputHash, call, row.Tokens, row.Cost, row.Error, row.Replayable,
            Preview(row.OutputHash) ?? Preview(row.InputHash), [.. redactions], row.ContentHash, row.ChainHash, depth);

        string? Preview(string? hash) => hash is null ? null : previews.GetValueOrDefault(hash);
    }

    private static async Task<ILookup<int, StepRedaction>> RedactionsAsync(NpgsqlConnection connection, Guid orgId, Guid runId, int[] seqs, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT seq, field, kind, count FROM payload_redactions WHERE org_id = $1 AND run_id = $2 AND seq = ANY($3) ORDER BY seq, field, kind", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = seqs } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<(int Seq, StepRedaction Redaction)>();
        while (await reader.ReadAsync(ct))
        {
            found.Add((reader.GetInt32(0), new StepRedaction(reader.GetString(1), reader.GetString(2), reader.GetInt32(3))));
        }

        return found.ToLookup(f => f.Seq, f => f.Redaction);
    }

    private static async Task<Dictionary<int, int>> DepthsAsync(NpgsqlConnection connection, Guid orgId, Guid runId, int[] seqs, CancellationToken ct)
    {
        var depths = new Dictionary<int, int>(seqs.Length);
        if (seqs.Length == 0)
        {
            return depths;
        }

        await using var command = new NpgsqlCommand(
            $"""
            WITH RECURSIVE up (leaf, parent, depth) AS (
              SELECT seq, parent, 1 FROM steps WHERE org_id = $1 AND run_id = $2 AND seq = ANY($3)
              UNION ALL
              SELECT up.leaf, s.parent, up.depth + 1 FROM up JOIN steps s ON s.org_id = $1 AND s.run_id = $2 AND s.seq = up.parent
              WHERE s.parent IS NOT NULL AND up.depth < {MaxDepth})
            SELECT leaf, max(depth) FROM up GROUP BY leaf
            """, connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = seqs } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            depths[reader.GetInt32(0)] = reader.GetInt32(1);
        }

        return depths;
    }
}
