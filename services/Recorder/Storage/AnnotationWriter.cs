using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Recorder.Domain;
using Substrate.Hashing;
using Substrate.Json;
using Substrate.Proof;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Storage;

/// <summary>Adds to the chain of what the platform itself says about a run, and signs its new end.</summary>
internal static class AnnotationWriter
{
    /// <summary>Rewrites what <paramref name="again"/> changes, and links the chain anew from there on.</summary>
    public static async Task RewriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, Func<string, string> again, Func<string, string?> againJson, CancellationToken ct)
    {
        var rows = new List<(int Seq, string Kind, string Reference, string? Data, DateTimeOffset At, Guid MessageId)>();
        await using (var read = new NpgsqlCommand(
            "SELECT seq, kind, reference, data::text, at, message_id FROM run_annotations WHERE org_id = $1 AND run_id = $2 ORDER BY seq", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        })
        await using (var reader = await read.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                rows.Add((reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4),
                    reader.GetGuid(5)));
            }
        }

        var rewritten = rows.ConvertAll(r => r with { Reference = again(r.Reference), Data = r.Data is null ? null : againJson(r.Data) });
        if (rewritten.SequenceEqual(rows))
        {
            return;
        }

        var chain = AnnotationChain.Start(runId);
        foreach (var row in rewritten)
        {
            using var parsed = row.Data is null ? null : JsonDocument.Parse(row.Data);
            chain = AnnotationChain.Next(chain, row.Seq, row.Kind, row.Reference, parsed?.RootElement, row.At, row.MessageId);
            await using var update = new NpgsqlCommand(
                "UPDATE run_annotations SET reference = $4, data = $5, chain_hash = $6 WHERE org_id = $1 AND run_id = $2 AND seq = $3", connection, transaction)
            {
                Parameters =
                {
                    new() { Value = orgId }, new() { Value = runId }, new() { Value = row.Seq }, new() { Value = row.Reference },
                    new() { Value = (object?)row.Data ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = Convert.FromHexString(chain) },
                },
            };
            await update.ExecuteNonQueryAsync(ct);
        }
    }

    /// <param name="messageId">The message that says it; one that was noted before adds nothing.</param>
    /// <returns>False when the run is not known here, or the message was noted before.</returns>
    public static async Task<bool> AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, Guid messageId, string kind, string reference, object? data,
        RedactionSettings settings, DateTimeOffset at, KeyRing ring, CancellationToken ct)
    {
        // The run's row is the turnstile of its annotation chain.
        string? version;
        await using (var turn = new NpgsqlCommand("SELECT to_json(redaction_version)::text FROM runs WHERE org_id = $1 AND id = $2 FOR UPDATE", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        })
        {
            if ((version = await turn.ExecuteScalarAsync(ct) as string) is null)
            {
                return false;
            }
        }

        var (seq, previous) = (0, AnnotationChain.Start(runId));
        await using (var last = new NpgsqlCommand(
            "SELECT seq, chain_hash FROM run_annotations WHERE org_id = $1 AND run_id = $2 ORDER BY seq DESC LIMIT 1", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        })
        await using (var reader = await last.ExecuteReaderAsync(ct))
        {
            if (await reader.ReadAsync(ct))
            {
                (seq, previous) = (reader.GetInt32(0) + 1, Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)));
            }
        }

        var next = Link(seq, previous, messageId, kind, reference, data, settings, at);
        var signed = await ring.SignAsync(ProofSignature.AnnotationsType, AnnotationSeal.Write(runId, seq + 1, next.Hash, RunProofs.Marks(version)), ct);
        await using var insert = new NpgsqlCommand(
            """
            WITH added AS (
              INSERT INTO run_annotations (org_id, run_id, seq, kind, reference, data, at, chain_hash, message_id)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (org_id, run_id, message_id) DO NOTHING RETURNING 1)
            INSERT INTO run_annotation_seals (org_id, run_id, jws) SELECT $1, $2, $10 FROM added
            ON CONFLICT (org_id, run_id) DO UPDATE SET jws = EXCLUDED.jws
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = orgId }, new() { Value = runId }, new() { Value = seq }, new() { Value = kind }, new() { Value = reference },
                new() { Value = (object?)next.Data ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = next.At },
                new() { Value = Convert.FromHexString(next.Hash) }, new() { Value = messageId }, new() { Value = signed },
            },
        };
        return await insert.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <param name="last">The annotation before it; null for a run's first.</param>
    public static NewAnnotation Next(
        Guid runId, NewAnnotation? last, Guid messageId, string kind, string reference, object? data, RedactionSettings settings, DateTimeOffset at) =>
        Link(last is null ? 0 : last.Seq + 1, last?.Hash ?? AnnotationChain.Start(runId), messageId, kind, reference, data, settings, at);

    private static NewAnnotation Link(
        int seq, string previous, Guid messageId, string kind, string reference, object? data, RedactionSettings settings, DateTimeOffset at)
    {
        var json = data is null ? null : SafeConfig.Of(JsonSerializer.SerializeToElement(data, data.GetType(), PlatformJson.Options), settings);
        var moment = Moment.Stored(at);
        using var parsed = json is null ? null : JsonDocument.Parse(json);
        return new NewAnnotation(seq, kind, reference, json, moment, messageId, AnnotationChain.Next(previous, seq, kind, reference, parsed?.RootElement, moment, messageId));
    }
}
