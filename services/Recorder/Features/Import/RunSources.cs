using Npgsql;
using NpgsqlTypes;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Substrate.Redaction;

namespace Recorder.Features.Import;

/// <param name="Cuts">Record counts at which earlier revisions ended.</param>
internal sealed record RecordedSource(Guid RunId, byte[] Prefixes, int Records, int[] Cuts, Guid ImportId);

/// <summary>Which sources the runs came from.</summary>
internal static class RunSources
{
    /// <summary>The recorded copy of this session that the file repeats or continues, or null. Held until the transaction ends, so that two imports of one session take turns.</summary>
    public static async Task<(RecordedSource Source, SourceRelation Relation)?> FindAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, SourceIdentity identity, CancellationToken ct)
    {
        await using (var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", connection, transaction)
        {
            Parameters = { new() { Value = $"{orgId}:{identity.Format}:{identity.SessionId}" } },
        })
        {
            await turn.ExecuteNonQueryAsync(ct);
        }

        await using var command = new NpgsqlCommand(
            "SELECT run_id, prefix_hashes, records, cuts, import_id FROM run_sources WHERE org_id = $1 AND format = $2 AND session_id = $3 ORDER BY records DESC",
            connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = identity.Format }, new() { Value = identity.SessionId } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var source = new RecordedSource(
                reader.GetGuid(0), reader.GetFieldValue<byte[]>(1), reader.GetInt32(2), reader.GetFieldValue<int[]>(3), reader.GetGuid(4));
            if (identity.RelationTo(source.Prefixes) is not SourceRelation.Other and var relation)
            {
                return (source, relation);
            }
        }

        return null;
    }

    public static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, Guid importId, SourceIdentity identity, SessionFacts facts, RedactionSettings settings,
        string file, RecordedSource? before, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO run_sources (org_id, run_id, format, session_id, file, instance_id, source_hash, records, prefix_hashes, cuts, import_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (org_id, run_id) DO UPDATE SET file = EXCLUDED.file, source_hash = EXCLUDED.source_hash, records = EXCLUDED.records,
              prefix_hashes = EXCLUDED.prefix_hashes, cuts = EXCLUDED.cuts, import_id = EXCLUDED.import_id
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = orgId }, new() { Value = runId }, new() { Value = identity.Format }, new() { Value = identity.SessionId }, new() { Value = SafeText.Of(file, settings)! },
                new() { Value = (object?)SafeText.Label(facts.InstanceId, settings) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = identity.Hash }, new() { Value = identity.Records }, new() { Value = identity.Prefixes },
                new() { Value = before is null ? [] : before.Cuts.Append(before.Records).ToArray() }, new() { Value = importId },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What a source states for the whole run takes the place of the sum over its steps.</summary>
    public static async Task StateTotalsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, SessionFacts facts, CancellationToken ct)
    {
        if (facts.Tokens is null && facts.Cost is null)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            UPDATE runs SET tokens_in = COALESCE($3, tokens_in), tokens_out = COALESCE($4, tokens_out), cost = COALESCE($5, cost) WHERE org_id = $1 AND id = $2
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = orgId }, new() { Value = runId },
                new() { Value = (object?)facts.Tokens?.In ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = (object?)facts.Tokens?.Out ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = (object?)facts.Cost ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
