using Contracts.Recorder;
using Npgsql;
using NpgsqlTypes;
using Recorder.Domain;
using Recorder.Domain.Importing;
using ServiceDefaults.Tenancy;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Storage;

/// <param name="SaidBy">The run that says it.</param>
internal sealed record LinkRow(string Format, Guid SaidBy, string Child, string Parent, bool ByParent, string Relation, int? Seq, string? CallId);

/// <summary>Parents and children of runs: what sources say of each other, by session id, and the runs that those sessions became.</summary>
internal static class RunLinks
{
    /// <summary>How many runs have the run <c>r</c> of session <c>s</c> as their parent.</summary>
    public static readonly string ChildCount =
        $"""
        (SELECT count(*)::int FROM run_sources c JOIN LATERAL {Of("c")} k ON k.parent_run_id = r.id
          WHERE c.org_id = s.org_id AND c.format = s.format AND c.session_id IN (
            SELECT m.session_id FROM run_links m WHERE m.org_id = s.org_id AND m.format = s.format AND m.parent_session_id = s.session_id))
        """;

    /// <summary>
    /// The link of a session (a row of run_sources) to its parent. Of several runs that recorded one session the first is the parent, unless one of them
    /// named this child itself. A session is never its own parent.
    /// </summary>
    public static string Of(string session) =>
        $"""
        (SELECT l.relation, l.parent_session_id, l.seq, l.call_id, CASE WHEN l.by_parent THEN l.said_by ELSE (
            SELECT p.run_id FROM run_sources p
            WHERE p.org_id = l.org_id AND p.format = l.format AND p.session_id = l.parent_session_id ORDER BY p.run_id LIMIT 1) END AS parent_run_id
          FROM run_links l WHERE l.org_id = {session}.org_id AND l.format = {session}.format AND l.session_id = {session}.session_id
          ORDER BY l.by_parent DESC, l.said_by LIMIT 1)
        """;

    /// <summary>What a session says of its family, as it is stored.</summary>
    public static IReadOnlyList<LinkRow> Rows(Guid runId, SourceIdentity source, ParentRef? parent, IReadOnlyCollection<ChildRef> children, RedactionSettings settings)
    {
        if (parent is null && children.Count == 0)
        {
            return [];
        }

        var rows = children.Select(c => Row(Id(c.SessionId), source.SessionId, true, c.Relation, c.Seq, c.CallId)).ToList();
        if (parent is not null)
        {
            rows.Add(Row(source.SessionId, Id(parent.SessionId), false, parent.Relation, parent.Seq, parent.CallId));
        }

        return [.. rows.Where(r => r.Child != r.Parent && SourceIdentity.IsId(r.Child) && SourceIdentity.IsId(r.Parent)).OrderBy(r => r.Seq is null).DistinctBy(r => r.Child)];

        // As the other side's identity is stored.
        string Id(string sessionId) => SafeText.Of(sessionId, settings)!;
        LinkRow Row(string child, string parent, bool byParent, string relation, int? seq, string? callId) =>
            new(source.Format, runId, child, parent, byParent, relation, seq, SafeText.Label(callId, settings));
    }

    /// <returns>Whether anything is said that was not said before.</returns>
    public static async Task<bool> WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, SourceIdentity source, ParentRef? parent,
        IReadOnlyCollection<ChildRef> children, RedactionSettings settings, CancellationToken ct)
    {
        var rows = Rows(runId, source, parent, children, settings);
        if (rows.Count == 0)
        {
            return false;
        }

        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Writing(orgId, rows) } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct);
    }

    /// <summary>Answers with the changed links of each run: its id, and them as they now stand, in the order in which a seal has them.</summary>
    public static NpgsqlBatchCommand Writing(Guid orgId, IReadOnlyList<LinkRow> rows) => new(
        """
        WITH changed AS (
          INSERT INTO run_links (org_id, format, said_by, session_id, parent_session_id, by_parent, relation, seq, call_id)
          SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9)
          ON CONFLICT (org_id, format, session_id, said_by) DO UPDATE
            SET parent_session_id = EXCLUDED.parent_session_id, relation = EXCLUDED.relation, seq = EXCLUDED.seq, call_id = EXCLUDED.call_id
            WHERE (run_links.parent_session_id, run_links.relation, run_links.seq, run_links.call_id)
              IS DISTINCT FROM (EXCLUDED.parent_session_id, EXCLUDED.relation, EXCLUDED.seq, EXCLUDED.call_id)
          RETURNING *)
        SELECT said_by, json_agg(row_to_json(changed) ORDER BY format, session_id)::text FROM changed GROUP BY said_by
        """)
    {
        Parameters =
        {
            new() { Value = orgId }, new() { Value = rows.Select(r => r.Format).ToArray() }, new() { Value = rows.Select(r => r.SaidBy).ToArray() },
            new() { Value = rows.Select(r => r.Child).ToArray() }, new() { Value = rows.Select(r => r.Parent).ToArray() },
            new() { Value = rows.Select(r => r.ByParent).ToArray() }, new() { Value = rows.Select(r => r.Relation).ToArray() },
            new() { Value = rows.Select(r => r.Seq).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
            new() { Value = rows.Select(r => r.CallId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        },
    };

    /// <summary>The parent of a run, or null: also when the parent never arrived.</summary>
    public static async Task<Guid?> ParentAsync(NpgsqlConnection connection, Guid orgId, Guid runId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT l.parent_run_id FROM run_sources s JOIN LATERAL {Of("s")} l ON true WHERE s.org_id = $1 AND s.run_id = $2", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        };
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    /// <summary>One run as a node without its parent, or the children of some runs, in the order in which they took place.</summary>
    public static async Task<List<RunTreeNode>> NodesAsync(
        NpgsqlConnection connection, Guid orgId, Guid[] runs, bool children, int limit, CancellationToken ct)
    {
        const string Fields = "r.id, r.task, r.agent, r.model, r.outcome, r.step_count, r.error_count, r.at";
        await using var command = new NpgsqlCommand(
            children
                ? $"""
                  SELECT {Fields}, l.parent_run_id, l.relation, l.seq FROM run_sources p
                  JOIN run_links m ON m.org_id = p.org_id AND m.format = p.format AND m.parent_session_id = p.session_id
                  JOIN run_sources s ON s.org_id = m.org_id AND s.format = m.format AND s.session_id = m.session_id
                  JOIN LATERAL {Of("s")} l ON l.parent_run_id = p.run_id
                  JOIN runs r ON r.org_id = s.org_id AND r.id = s.run_id
                  WHERE p.org_id = $1 AND p.run_id = ANY($2) GROUP BY r.org_id, r.id, l.parent_run_id, l.relation, l.seq ORDER BY r.at, r.id LIMIT $3
                  """
                : $"SELECT {Fields}, NULL::uuid, NULL::text, NULL::int FROM runs r WHERE r.org_id = $1 AND r.id = ANY($2) LIMIT $3",
            connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runs }, new() { Value = limit } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var nodes = new List<RunTreeNode>();
        while (await reader.ReadAsync(ct))
        {
            SnakeCase.TryEnum<OutcomeStatus>(reader.GetString(4), out var outcome);
            nodes.Add(new RunTreeNode(
                reader.GetGuid(0), reader.IsDBNull(8) ? null : reader.GetGuid(8), reader.IsDBNull(9) ? null : reader.GetString(9),
                reader.IsDBNull(10) ? null : reader.GetInt32(10), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                outcome, reader.GetInt32(5), reader.GetInt32(6), reader.GetFieldValue<DateTimeOffset>(7)));
        }

        return nodes;
    }
}
