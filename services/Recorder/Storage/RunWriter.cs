using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Recorder.Domain;
using ServiceDefaults.Tenancy;
using Substrate.Json;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Storage;

/// <summary>The statements that create and advance a run's row.</summary>
internal static class RunWriter
{
    public static Task InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, Guid id, RunHeader header, RedactionSettings settings, string chainStart, DateTimeOffset now,
        string createdBy, CancellationToken ct) =>
        ExecuteAsync(
            connection, transaction,
            """
            INSERT INTO runs (org_id, id, state, task, agent, agent_version, project, repo, user_name, model, conversation, task_type, config, started_at,
              created_at, chain, created_by, redaction_version)
            VALUES ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """, ct,
            V(orgId), V(id), V(SafeText.Task(header.Task, settings)), T(settings, header.Agent.Name), T(settings, header.Agent.Version), T(settings, header.Project), T(settings, header.Repo), T(settings, header.User),
            T(settings, header.Model), T(settings, header.Conversation), T(settings, header.TaskType),
            new() { Value = (object?)ConfigText(header.Config, settings) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = (object?)header.StartedAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            V(now), V(Convert.FromHexString(chainStart)), V(createdBy), V(RedactionVersion.Of(settings.Pii)));

    /// <summary>Adds what new steps sum up to, and moves the chain's end.</summary>
    public static Task AdvanceAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid id, RunTotals more, int nextSeq, string chain, CancellationToken ct) =>
        ExecuteAsync(
            connection, transaction,
            """
            UPDATE runs SET step_count = step_count + $3, tool_call_count = tool_call_count + $4, error_count = error_count + $5,
              redaction_count = redaction_count + $6,
              tokens_in = CASE WHEN $7::bigint IS NULL THEN tokens_in ELSE COALESCE(tokens_in, 0) + $7 END,
              tokens_out = CASE WHEN $8::bigint IS NULL THEN tokens_out ELSE COALESCE(tokens_out, 0) + $8 END,
              tokens_cache_read = CASE WHEN $9::bigint IS NULL THEN tokens_cache_read ELSE COALESCE(tokens_cache_read, 0) + $9 END,
              tokens_cache_write = CASE WHEN $10::bigint IS NULL THEN tokens_cache_write ELSE COALESCE(tokens_cache_write, 0) + $10 END,
              tokens_reasoning = CASE WHEN $11::bigint IS NULL THEN tokens_reasoning ELSE COALESCE(tokens_reasoning, 0) + $11 END,
              cost = CASE WHEN $12::numeric IS NULL THEN cost ELSE COALESCE(cost, 0) + $12 END,
              next_seq = $13, chain = $14
            WHERE org_id = $1 AND id = $2
            """, ct,
            V(orgId), V(id), V(more.Steps), V(more.ToolCalls), V(more.Errors), V(more.Redactions), N(more.In), N(more.Out), N(more.CacheRead), N(more.CacheWrite),
            N(more.Reasoning), new() { Value = (object?)more.Cost ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric }, V(nextSeq),
            V(Convert.FromHexString(chain)));

    /// <summary>Seals the run; each seal is a revision.</summary>
    public static Task CompleteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid id, Outcome outcome, RedactionSettings settings, DateTimeOffset? endedAt,
        DateTimeOffset now, CancellationToken ct) =>
        ExecuteAsync(
            connection, transaction,
            """
            UPDATE runs SET state = 'complete', outcome = $3, reward = $4, checks = $5, ended_at = COALESCE($6, ended_at), completed_at = $7, revision = revision + 1
            WHERE org_id = $1 AND id = $2
            """, ct,
            V(orgId), V(id), V(SnakeCase.OfEnum(outcome.Status)),
            new() { Value = (object?)outcome.Reward ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double },
            new() { Value = outcome.Checks is null ? DBNull.Value : JsonSerializer.Serialize(SafeText.Verdict(outcome, settings).Checks, PlatformJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = (object?)endedAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }, V(now));

    /// <summary>Another revision of a complete run, for a change that is none of its steps or outcome.</summary>
    public static Task ReviseAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid id, CancellationToken ct) =>
        ExecuteAsync(connection, transaction, "UPDATE runs SET revision = revision + 1 WHERE org_id = $1 AND id = $2", ct, V(orgId), V(id));

    private static string? ConfigText(JsonElement? config, RedactionSettings settings) =>
        // jsonb cannot hold U+0000, and a configuration may hold keys.
        config is { ValueKind: not JsonValueKind.Null } given ? SafeConfig.Of(given, settings) : null;

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter V(object value) => new() { Value = value };

    private static NpgsqlParameter N(long? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter T(RedactionSettings settings, string? value) => new() { Value = (object?)SafeText.Of(value, settings) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
