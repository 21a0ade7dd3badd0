using System.Runtime.CompilerServices;
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
        await foreach (var (_, source, relation) in FindAsync(connection, transaction, orgId, [identity], ct))
        {
            return (source, relation);
        }

        return null;
    }

    /// <summary>The same for several sessions of different identities: those that are known, by their place in the list, the longest copy first.</summary>
    public static async IAsyncEnumerable<(int Place, RecordedSource Source, SourceRelation Relation)> FindAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, IReadOnlyList<SourceIdentity> identities, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                // In one order for all, or two imports of the same sessions would wait for each other crosswise.
                new("SELECT pg_advisory_xact_lock(turn) FROM (SELECT DISTINCT hashtextextended(name, 0) AS turn FROM unnest($1) AS name ORDER BY turn OFFSET 0) AS turns")
                {
                    Parameters = { new() { Value = identities.Select(i => $"{orgId}:{i.Format}:{i.SessionId}").ToArray() } },
                },
                // Each by the index (OFFSET keeps the subquery one), planned anew: a plan that was made and kept while the table was empty reads all of it every time.
                new("SET LOCAL plan_cache_mode = force_custom_plan"),
                new("""
                    SELECT i.place::int - 1, s.run_id, s.prefix_hashes, s.records, s.cuts, s.import_id
                    FROM unnest($2, $3) WITH ORDINALITY AS i (format, session_id, place),
                      LATERAL (SELECT * FROM run_sources s WHERE s.org_id = $1 AND s.format = i.format AND s.session_id = i.session_id OFFSET 0) AS s
                    ORDER BY s.records DESC
                    """)
                {
                    Parameters =
                    {
                        new() { Value = orgId }, new() { Value = identities.Select(i => i.Format).ToArray() }, new() { Value = identities.Select(i => i.SessionId).ToArray() },
                    },
                },
                new("SET LOCAL plan_cache_mode = auto"),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var place = reader.GetInt32(0);
            var source = new RecordedSource(
                reader.GetGuid(1), reader.GetFieldValue<byte[]>(2), reader.GetInt32(3), reader.GetFieldValue<int[]>(4), reader.GetGuid(5));
            if (identities[place].RelationTo(source.Prefixes) is not SourceRelation.Other and var relation)
            {
                yield return (place, source, relation);
            }
        }
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
