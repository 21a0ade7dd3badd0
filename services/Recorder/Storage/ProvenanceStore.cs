using System.Text.Json;
using Contracts.Provenance;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Tenancy;
using Substrate.Json;

namespace Recorder.Storage;

/// <summary>Keeps what other services told. In order of their keys, so that two messages about the same things do not wait for each other crosswise.</summary>
internal static class ProvenanceStore
{
    public static async Task WriteNodesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, IReadOnlyList<RecordedNode> told, CancellationToken ct)
    {
        // One statement may not touch a row twice.
        var nodes = told.GroupBy(n => (n.Kind, n.Id)).Select(g => g.MaxBy(n => n.AsOf)!).ToList();
        if (nodes.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO provenance_nodes AS n (org_id, kind, id, title, page, attributes, sensitivity, at, as_of, gone)
            SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) AS t (kind, id, title, page, attributes, sensitivity, at, as_of, gone) ORDER BY kind, id
            ON CONFLICT (org_id, kind, id) DO UPDATE SET title = EXCLUDED.title, page = EXCLUDED.page, attributes = EXCLUDED.attributes,
              sensitivity = EXCLUDED.sensitivity, as_of = EXCLUDED.as_of, gone = EXCLUDED.gone
            WHERE n.as_of <= EXCLUDED.as_of
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = orgId }, Texts(nodes, n => n.Kind), Texts(nodes, n => n.Id), Texts(nodes, n => n.Title), Texts(nodes, n => n.Page),
                Json(nodes, n => n.Attributes), Texts(nodes, n => SnakeCase.OfEnum(n.Sensitivity)),
                new() { Value = nodes.Select(n => n.At.ToUniversalTime()).ToArray() }, new() { Value = nodes.Select(n => n.AsOf.ToUniversalTime()).ToArray() },
                new() { Value = nodes.Select(n => n.Gone).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task WriteEdgesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, IReadOnlyList<RecordedEdge> edges, CancellationToken ct)
    {
        if (edges.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO provenance_edges (org_id, from_kind, from_id, to_kind, to_id, relation, places, sensitivity, at)
            SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) AS t (from_kind, from_id, to_kind, to_id, relation, places, sensitivity, at)
            ORDER BY at, from_kind, from_id, relation, to_kind, to_id
            ON CONFLICT DO NOTHING
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = orgId }, Texts(edges, e => e.FromKind), Texts(edges, e => e.FromId), Texts(edges, e => e.ToKind), Texts(edges, e => e.ToId),
                Texts(edges, e => e.Relation), Json(edges, e => e.Places), Texts(edges, e => SnakeCase.OfEnum(e.Sensitivity)),
                new() { Value = edges.Select(e => e.At.ToUniversalTime()).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter Texts<T>(IReadOnlyList<T> rows, Func<T, string> value) => new() { Value = rows.Select(value).ToArray() };

    private static NpgsqlParameter Json<T>(IReadOnlyList<T> rows, Func<T, object> value) => new()
    {
        Value = rows.Select(r => JsonSerializer.Serialize(value(r), PlatformJson.Options)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
    };
}
