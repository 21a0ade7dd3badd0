using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Recorder.Domain;
using Substrate.Json;
using Substrate.Proof;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Storage;

/// <summary>Adds to the chain of what the platform itself says about a run, and signs its new end.</summary>
internal static class AnnotationWriter
{
    /// <param name="messageId">The message that says it; one that was noted before adds nothing.</param>
    /// <returns>False when the run is not known here, or the message was noted before.</returns>
    public static async Task<bool> AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, Guid messageId, string kind, string reference, object? data,
        RedactionSettings settings, DateTimeOffset at, KeyRing ring, CancellationToken ct)
    {
        // The run's row is the turnstile of its annotation chain.
        await using (var turn = new NpgsqlCommand("SELECT 1 FROM runs WHERE org_id = $1 AND id = $2 FOR UPDATE", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        })
        {
            if (await turn.ExecuteScalarAsync(ct) is null)
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

        var json = data is null ? null : SafeConfig.Of(JsonSerializer.SerializeToElement(data, data.GetType(), PlatformJson.Options), settings);
        var moment = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        using var parsed = json is null ? null : JsonDocument.Parse(json);
        var head = AnnotationChain.Next(previous, seq, kind, reference, parsed?.RootElement, moment, messageId);
        var signed = await ring.SignAsync(ProofSignature.AnnotationsType, AnnotationSeal.Write(runId, seq + 1, head), ct);
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
                new() { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = moment },
                new() { Value = Convert.FromHexString(head) }, new() { Value = messageId }, new() { Value = signed },
            },
        };
        return await insert.ExecuteNonQueryAsync(ct) == 1;
    }
}
