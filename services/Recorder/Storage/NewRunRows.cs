using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Tenancy;
using Substrate.Json;
using Substrate.Proof;
using Substrate.Trace;

namespace Recorder.Storage;

/// <summary>
/// The statements that write the rows of many new runs at once. Those of sealed tables answer with the rows as they now stand (run id, JSON text), so that nothing
/// need be read again to seal it.
/// </summary>
internal static class NewRunRows
{
    public static NpgsqlBatchCommand Runs(Guid orgId, IReadOnlyList<NewRun> runs, string redactionVersion, string createdBy, DateTimeOffset now)
    {
        var rows = new RowArrays<NewRun>(
            """
            INSERT INTO runs (org_id, state, revision, created_at, completed_at, created_by, redaction_version, id, task, agent, agent_version, project, repo, user_name,
              model, conversation, task_type, config, started_at, ended_at, chain, next_seq, step_count, tool_call_count, error_count, redaction_count,
              tokens_in, tokens_out, tokens_cache_read, tokens_cache_write, tokens_reasoning, cost, reward, checks, outcome)
            SELECT $1, 'complete', 1, $2, $2, $3, $4, * FROM unnest($5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,
              $29, $30, $31, $32)
            RETURNING id, row_to_json(runs)::text
            """, runs, orgId, now, createdBy, redactionVersion);
        rows.Values(NpgsqlDbType.Uuid, r => (Guid?)r.Id);
        rows.Texts(r => r.Header.Task);
        rows.Texts(r => r.Header.Agent.Name);
        rows.Texts(r => r.Header.Agent.Version);
        rows.Texts(r => r.Header.Project);
        rows.Texts(r => r.Header.Repo);
        rows.Texts(r => r.Header.User);
        rows.Texts(r => r.Header.Model);
        rows.Texts(r => r.Header.Conversation);
        rows.Texts(r => r.Header.TaskType);
        rows.Texts(r => r.Config, NpgsqlDbType.Jsonb);
        rows.Values(NpgsqlDbType.TimestampTz, r => r.Header.StartedAt?.ToUniversalTime());
        rows.Values(NpgsqlDbType.TimestampTz, r => r.EndedAt?.ToUniversalTime());
        rows.Hashes(r => r.Chain);
        rows.Values(NpgsqlDbType.Integer, r => (int?)r.Steps.Count);
        rows.Values(NpgsqlDbType.Integer, r => (int?)r.Totals.Steps);
        rows.Values(NpgsqlDbType.Integer, r => (int?)r.Totals.ToolCalls);
        rows.Values(NpgsqlDbType.Integer, r => (int?)r.Totals.Errors);
        rows.Values(NpgsqlDbType.Integer, r => (int?)r.Totals.Redactions);
        // What a source states for the whole run goes before the sum over its steps.
        rows.Values(NpgsqlDbType.Bigint, r => r.StatedTokens?.In ?? r.Totals.In);
        rows.Values(NpgsqlDbType.Bigint, r => r.StatedTokens?.Out ?? r.Totals.Out);
        rows.Values(NpgsqlDbType.Bigint, r => r.Totals.CacheRead);
        rows.Values(NpgsqlDbType.Bigint, r => r.Totals.CacheWrite);
        rows.Values(NpgsqlDbType.Bigint, r => r.Totals.Reasoning);
        rows.Values(NpgsqlDbType.Numeric, r => r.StatedCost ?? r.Totals.Cost);
        rows.Values(NpgsqlDbType.Double, r => r.Outcome.Reward);
        rows.Texts(r => r.Outcome.Checks is null ? null : JsonSerializer.Serialize(r.Outcome.Checks, PlatformJson.Options), NpgsqlDbType.Jsonb);
        rows.Texts(r => SnakeCase.OfEnum(r.Outcome.Status));
        return rows.Command;
    }

    public static NpgsqlBatchCommand Sources(Guid orgId, IReadOnlyList<NewRun> runs)
    {
        var rows = new RowArrays<NewRun>(
            """
            INSERT INTO run_sources (org_id, run_id, format, session_id, file, instance_id, source_hash, records, prefix_hashes, import_id)
            SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING run_id, row_to_json(run_sources)::text
            """, runs, orgId);
        rows.Values(NpgsqlDbType.Uuid, r => (Guid?)r.Id);
        rows.Texts(r => r.Source.Identity.Format);
        rows.Texts(r => r.Source.Identity.SessionId);
        rows.Texts(r => r.Source.File);
        rows.Texts(r => r.Source.InstanceId);
        rows.Bytes(r => r.Source.Identity.Hash);
        rows.Values(NpgsqlDbType.Integer, r => (int?)r.Source.Identity.Records);
        rows.Bytes(r => r.Source.Identity.Prefixes);
        rows.Values(NpgsqlDbType.Uuid, r => (Guid?)r.Source.ImportId);
        return rows.Command;
    }

    public static NpgsqlBatchCommand Annotations(Guid orgId, IReadOnlyList<NewRun> runs)
    {
        var rows = new RowArrays<(Guid Run, NewAnnotation Said)>(
            """
            INSERT INTO run_annotations (org_id, run_id, seq, kind, reference, data, at, chain_hash, message_id) SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9)
            """, [.. runs.SelectMany(r => r.Annotations, (r, a) => (r.Id, a))], orgId);
        rows.Values(NpgsqlDbType.Uuid, r => (Guid?)r.Run);
        rows.Values(NpgsqlDbType.Integer, r => (int?)r.Said.Seq);
        rows.Texts(r => r.Said.Kind);
        rows.Texts(r => r.Said.Reference);
        rows.Texts(r => r.Said.Data, NpgsqlDbType.Jsonb);
        rows.Values(NpgsqlDbType.TimestampTz, r => (DateTimeOffset?)r.Said.At);
        rows.Hashes(r => r.Said.Hash);
        rows.Values(NpgsqlDbType.Uuid, r => (Guid?)r.Said.MessageId);
        return rows.Command;
    }

    /// <param name="seals">Run, its seal, the seal of its annotations.</param>
    public static NpgsqlBatchCommand Seals(Guid orgId, IReadOnlyList<(Guid Run, string Jws, string Annotations)> seals) => new(
        """
        WITH s AS (SELECT * FROM unnest($2, $3, $4) AS s (run_id, jws, annotations)),
          sealed AS (INSERT INTO run_seals (org_id, run_id, revision, jws) SELECT $1, run_id, 1, jws FROM s)
        INSERT INTO run_annotation_seals (org_id, run_id, jws) SELECT $1, run_id, annotations FROM s
        """)
    {
        Parameters =
        {
            new() { Value = orgId }, new() { Value = seals.Select(s => s.Run).ToArray() }, new() { Value = seals.Select(s => s.Jws).ToArray() },
            new() { Value = seals.Select(s => s.Annotations).ToArray() },
        },
    };
}
