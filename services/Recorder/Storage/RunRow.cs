using System.Text.Json;
using Contracts.Recorder;
using Npgsql;
using ServiceDefaults.Tenancy;
using Substrate.Json;
using Substrate.Trace;

namespace Recorder.Storage;

/// <summary>The row of a run, as the API shows it plus what appending needs.</summary>
/// <param name="NextSeq">The lowest seq not yet recorded.</param>
/// <param name="Chain">The chain over the steps before <paramref name="NextSeq"/> (hex).</param>
internal sealed record RunRow(RunView View, int NextSeq, string Chain)
{
    public static readonly string Columns =
        """
        r.id, r.state, r.task, r.agent, r.agent_version, r.project, r.repo, r.user_name, r.model, r.conversation, r.task_type, r.config::text,
        r.outcome, r.reward, r.checks::text, r.step_count, r.tool_call_count, r.error_count, r.redaction_count,
        r.tokens_in, r.tokens_out, r.tokens_cache_read, r.tokens_cache_write, r.tokens_reasoning, r.cost,
        r.started_at, r.ended_at, r.created_at, r.completed_at, r.next_seq, r.chain, r.revision, s.format, s.session_id, s.file, r.at,
        l.parent_run_id, l.parent_session_id, l.relation, l.seq, l.call_id,
        """ + RunLinks.ChildCount;

    /// <summary>Where in <see cref="Columns"/> the time stands that lists are ordered by.</summary>
    public const int AtColumn = 35;

    public static readonly string From =
        "runs r LEFT JOIN run_sources s ON s.org_id = r.org_id AND s.run_id = r.id LEFT JOIN LATERAL " + RunLinks.Of("s") + " l ON true";

    /// <summary>The run, or null. With <paramref name="transaction"/> its row is locked until that ends, so that appends to one run take turns.</summary>
    public static async Task<RunRow?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {Columns} FROM {From} WHERE r.org_id = $1 AND r.id = $2{(transaction is null ? string.Empty : " FOR UPDATE OF r")}", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = id } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    public static RunRow Read(NpgsqlDataReader r)
    {
        var state = r.GetString(1) == "open" ? RunState.Open : RunState.Complete;
        SnakeCase.TryEnum<OutcomeStatus>(r.GetString(12), out var outcome);
        var checks = Text(14) is { } json ? JsonSerializer.Deserialize<IReadOnlyList<OutcomeCheck>>(json, PlatformJson.Options) : null;
        var chain = Convert.ToHexStringLower(r.GetFieldValue<byte[]>(30));
        var view = new RunView(
            r.GetGuid(0), state, r.GetString(2), new AgentRef(r.GetString(3), Text(4)), Text(5), Text(6), Text(7), Text(8), Text(9), Text(10),
            Text(11) is { } config ? JsonSerializer.Deserialize<JsonElement>(config) : null,
            new Outcome(outcome, Value<double>(13), checks), r.GetInt32(15), r.GetInt32(16), r.GetInt32(17),
            new TokenUsage(Value<long>(19), Value<long>(20), Value<long>(21), Value<long>(22), Value<long>(23)), Value<decimal>(24), r.GetInt32(18),
            Value<DateTimeOffset>(25), Value<DateTimeOffset>(26), r.GetFieldValue<DateTimeOffset>(27), Value<DateTimeOffset>(28),
            state == RunState.Complete ? chain : null, r.GetInt32(31), Text(32) is { } format ? new RunSource(format, r.GetString(33), Text(34)) : null,
            Text(38) is { } relation ? new RunParent(Value<Guid>(36), Text(37), relation, Value<int>(39), Text(40)) : null, r.GetInt32(41));
        return new RunRow(view, r.GetInt32(29), chain);

        T? Value<T>(int i) where T : struct => r.IsDBNull(i) ? null : r.GetFieldValue<T>(i);
        string? Text(int i) => r.IsDBNull(i) ? null : r.GetString(i);
    }
}
