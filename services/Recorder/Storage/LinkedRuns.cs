using Npgsql;
using Recorder.Domain.Provenance;

namespace Recorder.Storage;

/// <summary>Parents and children of runs as neighbours of the graph; of many children the latest first.</summary>
internal static class LinkedRuns
{
    public static async Task<List<Fan>> ReadAsync(NpgsqlConnection connection, IReadOnlyList<NodeKey> runs, NeighbourQuery query, CancellationToken ct)
    {
        var links = query.Way == Way.Origins
            ? $"""
              SELECT s.run_id AS near, l.relation, r.id AS far, r.at FROM run_sources s JOIN LATERAL {RunLinks.Of("s")} l ON true JOIN runs r ON r.org_id = s.org_id AND r.id = l.parent_run_id
              WHERE s.org_id = $1 AND s.run_id = ANY($2)
              """
            : $"""
              SELECT l.parent_run_id AS near, l.relation, r.id AS far, r.at FROM run_sources p
              JOIN run_links m ON m.org_id = p.org_id AND m.format = p.format AND m.parent_session_id = p.session_id
              JOIN run_sources s ON s.org_id = m.org_id AND s.format = m.format AND s.session_id = m.session_id
              JOIN LATERAL {RunLinks.Of("s")} l ON l.parent_run_id = p.run_id JOIN runs r ON r.org_id = s.org_id AND r.id = s.run_id
              WHERE p.org_id = $1 AND p.run_id = ANY($2) GROUP BY 1, 2, 3, 4
              """;
        await using var command = new NpgsqlCommand(
            $"""
            SELECT near, relation, far, at, total FROM (
              SELECT near, relation, far, at, count(*) OVER w AS total, row_number() OVER (w ORDER BY at DESC, far DESC) AS place FROM ({links}) k
              WHERE relation = ANY($3) WINDOW w AS (PARTITION BY near, relation)) placed
            WHERE place > $4 AND place <= $4 + $5 ORDER BY near, relation, place
            """, connection)
        {
            Parameters =
            {
                new() { Value = query.OrgId }, new() { Value = runs.Select(r => r.RunId).ToArray() }, new() { Value = query.Relations.ToArray() },
                new() { Value = query.After ?? 0 }, new() { Value = query.Limit },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<(NodeKey Of, Edge Edge, int Total)>();
        while (await reader.ReadAsync(ct))
        {
            var (near, far) = (NodeKey.OfRun(reader.GetGuid(0)), NodeKey.OfRun(reader.GetGuid(2)));
            var (from, to) = query.Way == Way.Origins ? (far, near) : (near, far);
            rows.Add((near, new Edge(from, to, reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(3), []), (int)reader.GetInt64(4)));
        }

        var skipped = query.After ?? 0;
        return [.. rows.GroupBy(r => (r.Of, r.Edge.Relation)).Select(g => new Fan(g.Key.Of, g.Key.Relation, [.. g.Select(r => r.Edge)], g.First().Total - (int)skipped, false, skipped + g.Count()))];
    }
}
