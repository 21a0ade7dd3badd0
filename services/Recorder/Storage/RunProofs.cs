using Npgsql;
using Substrate.Proof;
using Substrate.Trace;

namespace Recorder.Storage;

/// <summary>Seals runs, and reads what their proofs are recomputed from.</summary>
internal static class RunProofs
{
    /// <summary>Rows that say something about a run as a whole. Every column of theirs is sealed, so whoever changes one seals again (<see cref="SealAsync"/>).</summary>
    private static readonly (string Table, string RunColumn, string OrderBy)[] Sealed = [("run_sources", "run_id", "run_id"), ("run_links", "said_by", "format, session_id")];

    /// <summary>What PostgreSQL computes from other columns of the row, and refuses to be told.</summary>
    private const string Generated = "at";

    private static readonly string Select =
        $"""
        SELECT row_to_json(r)::text,
          (SELECT json_agg(json_build_array(revision, jws) ORDER BY revision)::text FROM run_seals WHERE org_id = $1 AND run_id = $2),
          (SELECT jws FROM run_annotation_seals WHERE org_id = $1 AND run_id = $2)
          {string.Concat(Sealed.Select(t => $", (SELECT json_agg(row_to_json(t) ORDER BY {t.OrderBy})::text FROM {t.Table} t WHERE org_id = $1 AND {t.RunColumn} = $2)"))}
        FROM runs r WHERE org_id = $1 AND id = $2
        """;

    public static bool IsSealed(string table) => table == "runs" || Array.Exists(Sealed, t => t.Table == table);

    public static async Task<StoredRun?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, Guid runId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Select, connection, transaction) { Parameters = { new() { Value = orgId }, new() { Value = runId } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader, runId) : null;
    }

    /// <summary>
    /// Signs what is stored of the run now; called in the transaction that completes it or gives it a new revision, after everything else of that transaction.
    /// Two round trips, whatever the size of the run.
    /// </summary>
    public static async Task SealAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, KeyRing ring, CancellationToken ct)
    {
        StoredRun run;
        var leaves = new List<byte[]>();
        var (annotations, annotationHead) = (0, AnnotationChain.Start(runId));
        await using (var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                Command(Select), Command("SELECT content_hash FROM steps WHERE org_id = $1 AND run_id = $2 ORDER BY seq"),
                Command("SELECT seq + 1, chain_hash FROM run_annotations WHERE org_id = $1 AND run_id = $2 ORDER BY seq DESC LIMIT 1"),
            },
        })
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            run = Read(reader, runId);
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                leaves.Add(MerkleTree.Leaf(reader.GetFieldValue<byte[]>(0)));
            }

            await reader.NextResultAsync(ct);
            if (await reader.ReadAsync(ct))
            {
                (annotations, annotationHead) = (reader.GetInt32(0), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)));
            }
        }

        var revision = run.Row.Number("revision") ?? throw new InvalidOperationException($"Run {runId} is open.");
        var payload = RunSeal.Write(
            runId, revision, leaves.Count, run.Chain!, Convert.ToHexStringLower(MerkleTree.Root(leaves)), run.Seals is [.., var last] ? last.Jws : null, run.Rows);
        await using var write = new NpgsqlCommand(
            """
            WITH seal AS (INSERT INTO run_seals (org_id, run_id, revision, jws) VALUES ($1, $2, $3, $4))
            INSERT INTO run_annotation_seals (org_id, run_id, jws) VALUES ($1, $2, $5) ON CONFLICT (org_id, run_id) DO UPDATE SET jws = EXCLUDED.jws
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = orgId }, new() { Value = runId }, new() { Value = revision }, new() { Value = await ring.SignAsync(ProofSignature.SealType, payload, ct) },
                new() { Value = await ring.SignAsync(ProofSignature.AnnotationsType, AnnotationSeal.Write(runId, annotations, annotationHead, run.Row.Marked), ct) },
            },
        };
        await write.ExecuteNonQueryAsync(ct);

        NpgsqlBatchCommand Command(string sql) => new(sql) { Parameters = { new() { Value = orgId }, new() { Value = runId } } };
    }

    public static IReadOnlyDictionary<string, string> Marks(string redactionVersion) => new Dictionary<string, string>(StringComparer.Ordinal) { ["redaction_version"] = redactionVersion };

    /// <summary>Signs the end of the annotations anew, after they or a mark of the run changed and no new revision came of it.</summary>
    public static async Task SignEndAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, KeyRing ring, CancellationToken ct)
    {
        byte[] payload;
        await using (var read = new NpgsqlCommand(
            """
            SELECT to_json(r.redaction_version)::text, a.seq, a.chain_hash FROM runs r
            LEFT JOIN LATERAL (SELECT seq, chain_hash FROM run_annotations WHERE org_id = $1 AND run_id = $2 ORDER BY seq DESC LIMIT 1) a ON true
            WHERE r.org_id = $1 AND r.id = $2
            """, connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        })
        await using (var reader = await read.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            payload = reader.IsDBNull(1)
                ? AnnotationSeal.Write(runId, 0, AnnotationChain.Start(runId), Marks(reader.GetString(0)))
                : AnnotationSeal.Write(runId, reader.GetInt32(1) + 1, Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)), Marks(reader.GetString(0)));
        }

        await using var write = new NpgsqlCommand(
            "INSERT INTO run_annotation_seals (org_id, run_id, jws) VALUES ($1, $2, $3) ON CONFLICT (org_id, run_id) DO UPDATE SET jws = EXCLUDED.jws", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = await ring.SignAsync(ProofSignature.AnnotationsType, payload, ct) } },
        };
        await write.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Writes the seals that a restored run brings.</summary>
    public static async Task RestoreSealsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, StoredRun run, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH seals AS (INSERT INTO run_seals (org_id, run_id, revision, jws) SELECT $1, $2, * FROM unnest($3, $4))
            INSERT INTO run_annotation_seals (org_id, run_id, jws) VALUES ($1, $2, $5)
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = orgId }, new() { Value = run.Id }, new() { Value = run.Seals.Select(seal => seal.Revision).ToArray() },
                new() { Value = run.Seals.Select(seal => seal.Jws).ToArray() }, new() { Value = run.AnnotationSeal! },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <param name="json">A row of runs, as <c>row_to_json</c> writes it.</param>
    public static StoredRow ReadRun(string json) => StoredRow.Read(StoredRow.Parse(json), Generated);

    private static StoredRun Read(NpgsqlDataReader reader, Guid runId)
    {
        var rows = new Dictionary<string, IReadOnlyList<StoredRow>>(StringComparer.Ordinal) { ["runs"] = [ReadRun(reader.GetString(0))] };
        for (var i = 0; i < Sealed.Length; i++)
        {
            rows[Sealed[i].Table] = reader.IsDBNull(3 + i) ? [] : [.. StoredRow.Parse(reader.GetString(3 + i)).EnumerateArray().Select(row => StoredRow.Read(row))];
        }

        var seals = reader.IsDBNull(1) ? [] : StoredRow.Parse(reader.GetString(1)).EnumerateArray().Select(s => (s[0].GetInt32(), s[1].GetString()!)).ToList();
        return new StoredRun(runId, rows, seals, reader.IsDBNull(2) ? null : reader.GetString(2));
    }
}
