using System.Text.Json;
using Npgsql;
using Recorder.Domain.Provenance;
using Substrate.Json;

namespace Recorder.Storage;

/// <summary>Which neighbours are wanted.</summary>
/// <param name="Ceiling">Sensitivities, as stored, that the reader may know of.</param>
/// <param name="Limit">Neighbours of one node by one relation.</param>
/// <param name="After">Only with a single relation of a single node: where the page before ended.</param>
internal sealed record NeighbourQuery(Guid OrgId, Way Way, string[] Ceiling, IReadOnlyList<string> Relations, int Limit, long? After = null);

/// <summary>Neighbours along the edges that other services told, newest first. An edge counts when its other end is known too.</summary>
internal static class ToldNeighbours
{
    /// <summary>Counting further costs more than the number is worth.</summary>
    public const int CountTo = 1000;

    public static async Task<List<Fan>> ReadAsync(NpgsqlConnection connection, IReadOnlyList<NodeKey> nodes, NeighbourQuery query, CancellationToken ct)
    {
        var match = Match(query.Way);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT f.i, r.relation, t.total, e.n, e.from_kind, e.from_id, e.to_kind, e.to_id, e.at, e.places::text
            FROM unnest($2, $3) WITH ORDINALITY AS f (kind, id, i) CROSS JOIN unnest($5) AS r (relation)
            CROSS JOIN LATERAL (SELECT count(*)::int AS total FROM (SELECT FROM provenance_edges e WHERE {match} LIMIT {CountTo + 1}) c) t
            LEFT JOIN LATERAL (
              SELECT e.* FROM provenance_edges e WHERE {match}
                -- A run has many episodes, and most taught nothing.
                AND (e.relation <> 'episode' OR $8 OR EXISTS (SELECT FROM provenance_edges o WHERE o.org_id = $1 AND o.from_kind = e.to_kind AND o.from_id = e.to_id AND o.sensitivity = ANY($4)))
              ORDER BY e.n DESC LIMIT $6) e ON true
            WHERE t.total > 0 ORDER BY f.i, r.relation, e.n DESC
            """, connection)
        {
            Parameters =
            {
                new() { Value = query.OrgId }, new() { Value = nodes.Select(n => n.Kind).ToArray() }, new() { Value = nodes.Select(n => n.Id).ToArray() },
                new() { Value = query.Ceiling }, new() { Value = query.Relations.ToArray() }, new() { Value = query.Limit },
                new() { Value = (object?)query.After ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint }, new() { Value = query.Relations.Count == 1 },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<(NodeKey Of, string Relation, int Total, long N, Edge? Edge)>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add((nodes[(int)reader.GetInt64(0) - 1], reader.GetString(1), reader.GetInt32(2), reader.IsDBNull(3) ? 0 : reader.GetInt64(3), Read(reader)));
        }

        return
        [
            .. rows.GroupBy(r => (r.Of, r.Relation)).Select(g =>
            {
                var (found, total) = (g.Where(r => r.Edge is not null).ToList(), g.First().Total);
                return new Fan(g.Key.Of, g.Key.Relation, [.. found.Select(r => r.Edge!)], Math.Min(total, CountTo), total > CountTo, found.Count > 0 ? found[^1].N : null);
            }),
        ];
    }

    private static Edge? Read(NpgsqlDataReader r) => r.IsDBNull(3) ? null : new Edge(
        new NodeKey(r.GetString(4), r.GetString(5)), new NodeKey(r.GetString(6), r.GetString(7)), r.GetString(1), r.GetFieldValue<DateTimeOffset>(8),
        JsonSerializer.Deserialize<IReadOnlyList<Place>>(r.GetString(9), PlatformJson.Options)!);

    private static string Match(Way way)
    {
        var (near, far) = way == Way.Origins ? ("to", "from") : ("from", "to");
        return
            $"""
            e.org_id = $1 AND e.{near}_kind = f.kind AND e.{near}_id = f.id AND e.relation = r.relation AND ($7::bigint IS NULL OR e.n < $7)
              AND e.sensitivity = ANY($4) AND CASE e.{far}_kind
              WHEN 'run' THEN EXISTS (SELECT FROM runs x WHERE x.org_id = $1 AND x.id = e.{far}_id::uuid)
              WHEN 'step' THEN EXISTS (SELECT FROM steps x WHERE x.org_id = $1 AND x.run_id = split_part(e.{far}_id, ':', 1)::uuid AND x.seq = split_part(e.{far}_id, ':', 2)::int)
              WHEN 'blob' THEN EXISTS (SELECT FROM blobs x WHERE x.org_id = $1 AND x.hash = decode(e.{far}_id, 'hex'))
              ELSE EXISTS (SELECT FROM provenance_nodes x WHERE x.org_id = $1 AND x.kind = e.{far}_kind AND x.id = e.{far}_id AND NOT x.gone AND x.sensitivity = ANY($4))
            END
            """;
    }
}
