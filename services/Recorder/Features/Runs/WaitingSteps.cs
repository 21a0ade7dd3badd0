using Npgsql;
using Substrate.Trace;

namespace Recorder.Features.Runs;

/// <summary>Steps that arrived before the ones in front of them.</summary>
internal static class WaitingSteps
{
    /// <summary>Continues the chain over the recorded steps that follow without a gap.</summary>
    /// <returns>The lowest seq not yet recorded, and the chain up to it.</returns>
    public static async Task<(int Next, string Chain)> LinkAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, int next, string chain, CancellationToken ct)
    {
        var (seqs, links) = (new List<int>(), new List<byte[]>());
        await using (var waiting = new NpgsqlCommand(
            "SELECT seq, content_hash FROM steps WHERE org_id = $1 AND run_id = $2 AND seq >= $3 ORDER BY seq", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = next } },
        })
        await using (var reader = await waiting.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct) && reader.GetInt32(0) == next)
            {
                chain = RunChain.Next(chain, Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)));
                seqs.Add(next++);
                links.Add(Convert.FromHexString(chain));
            }
        }

        if (seqs.Count > 0)
        {
            await using var update = new NpgsqlCommand(
                """
                UPDATE steps s SET chain_hash = l.hash FROM unnest($3, $4) AS l (seq, hash) WHERE s.org_id = $1 AND s.run_id = $2 AND s.seq = l.seq
                """, connection, transaction)
            {
                Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = seqs.ToArray() }, new() { Value = links.ToArray() } },
            };
            await update.ExecuteNonQueryAsync(ct);
        }

        return (next, chain);
    }
}
