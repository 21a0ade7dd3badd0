using Npgsql;
using Recorder.Domain;
using Substrate.Hashing;
using Substrate.Proof;

namespace Recorder.Storage;

/// <summary>Reads a whole run into its audit, a page at a time. Rows come as JSON text: whatever somebody wrote into a column, reading it throws nothing.</summary>
internal static class ProofReader
{
    private const int PageSteps = 500;

    public static async Task<RunFindings> AuditAsync(NpgsqlConnection connection, Guid orgId, StoredRun run, IReadOnlyList<Jwk> keys, CancellationToken ct)
    {
        var audit = new RunAudit(run, keys);
        var payloads = new Dictionary<string, (string, string)?>(StringComparer.Ordinal);
        await foreach (var page in StepsAsync(connection, orgId, run.Id, ct))
        {
            var steps = page.ConvertAll(row => StoredStep.Read(StoredRow.Parse(row)));
            await CheckPayloads(connection, orgId, steps, payloads, ct);
            foreach (var step in steps)
            {
                audit.Add(step, hash => payloads[hash]);
            }
        }

        foreach (var row in await AnnotationsAsync(connection, orgId, run.Id, ct))
        {
            audit.AddAnnotation(StoredRow.Parse(row));
        }

        return audit.Close();
    }

    /// <summary>Rows of steps as JSON text, with their redactions, in seq order.</summary>
    public static async IAsyncEnumerable<List<string>> StepsAsync(
        NpgsqlConnection connection, Guid orgId, Guid runId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var from = int.MinValue; ;)
        {
            var page = new List<string>(PageSteps);
            await using (var command = new NpgsqlCommand(
                """
                SELECT s.seq, row_to_json(s)::text, (SELECT json_agg(json_build_object('field', field, 'kind', kind, 'count', count) ORDER BY field, kind)::text
                  FROM payload_redactions p WHERE p.org_id = $1 AND p.run_id = $2 AND p.seq = s.seq)
                FROM steps s WHERE s.org_id = $1 AND s.run_id = $2 AND s.seq >= $3 ORDER BY s.seq LIMIT $4
                """, connection)
            {
                Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = from }, new() { Value = PageSteps } },
            })
            await using (var reader = await command.ExecuteReaderAsync(ct))
            {
                while (await reader.ReadAsync(ct))
                {
                    from = reader.GetInt32(0) + 1;
                    page.Add(reader.IsDBNull(2) ? reader.GetString(1) : $"{reader.GetString(1)[..^1]},\"redactions\":{reader.GetString(2)}}}");
                }
            }

            if (page.Count > 0)
            {
                yield return page;
            }

            if (page.Count < PageSteps)
            {
                yield break;
            }
        }
    }

    /// <summary>Rows of annotations as JSON text, in seq order.</summary>
    public static async Task<List<string>> AnnotationsAsync(NpgsqlConnection connection, Guid orgId, Guid runId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT row_to_json(a)::text FROM run_annotations a WHERE org_id = $1 AND run_id = $2 ORDER BY seq", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static async Task CheckPayloads(
        NpgsqlConnection connection, Guid orgId, List<StoredStep> steps, Dictionary<string, (string, string)?> known, CancellationToken ct)
    {
        var hashes = steps.SelectMany(s => s.Payloads).Select(p => p.Hash).Where(hash => !known.ContainsKey(hash)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var some in hashes.Chunk(200))
        {
            foreach (var hash in some)
            {
                known[hash] = ("hash", "is missing or is not what was hashed.");
            }

            await using var command = new NpgsqlCommand("SELECT encode(hash, 'hex'), is_json, length, encoding, preview, data, packed_sum FROM blobs WHERE org_id = $1 AND hash = ANY($2)", connection)
            {
                Parameters = { new() { Value = orgId }, new() { Value = some.Where(h => h.All(char.IsAsciiHexDigit)).Select(Convert.FromHexString).ToArray() } },
            };
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                known[reader.GetString(0)] = PayloadAudit.Fault(
                    reader.GetString(0), reader.GetBoolean(1), reader.GetInt32(2), reader.GetInt16(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetFieldValue<byte[]>(5),
                    reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6));
            }
        }
    }
}
