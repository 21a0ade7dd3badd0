using System.Globalization;
using System.Text;
using System.Text.Json;
using Contracts.Recorder;
using Npgsql;
using Recorder.Domain;
using Recorder.Domain.Provenance;
using Substrate.Json;

namespace Recorder.Storage;

/// <summary>What nodes are called, from the recorder's own tables and from what was told. A node that does not exist, was taken back or lies above the ceiling is not there.</summary>
internal static class ProvenanceNodes
{
    private const int LongestTitle = 160;

    public static async Task<Dictionary<NodeKey, ProvenanceNode>> ReadAsync(
        NpgsqlConnection connection, Guid orgId, string[] ceiling, IReadOnlyDictionary<NodeKey, int> distances, CancellationToken ct)
    {
        var nodes = new Dictionary<NodeKey, ProvenanceNode>();
        foreach (var kind in distances.Keys.ToLookup(k => k.IsOwn ? k.Kind : string.Empty))
        {
            var keys = kind.ToList();
            await using var command = kind.Key switch
            {
                NodeKey.Run => Runs(keys),
                NodeKey.Step => Steps(keys),
                NodeKey.Blob => Blobs(keys),
                _ => Told(keys, ceiling),
            };
            command.Connection = connection;
            command.Parameters.Insert(0, new NpgsqlParameter { Value = orgId });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var node = kind.Key switch { NodeKey.Run => Run(reader), NodeKey.Step => Step(reader), NodeKey.Blob => Blob(reader), _ => ToldOf(reader) };
                var key = new NodeKey(node.Kind, node.Id);
                nodes[key] = node with { Distance = distances[key] };
            }
        }

        return nodes;
    }

    private static NpgsqlCommand Runs(List<NodeKey> keys) => new(
        """
        SELECT r.id, r.task, COALESCE(r.started_at, r.created_at), r.agent, r.model, r.project, r.repo, r.state, r.outcome, r.step_count::text, s.format, s.file
        FROM runs r LEFT JOIN run_sources s ON s.org_id = r.org_id AND s.run_id = r.id WHERE r.org_id = $1 AND r.id = ANY($2)
        """) { Parameters = { new() { Value = keys.Select(k => k.RunId).ToArray() } } };

    private static ProvenanceNode Run(NpgsqlDataReader r)
    {
        var id = r.GetGuid(0);
        return new(NodeKey.Run, id.ToString("D"), 0, Line(r.GetString(1), "A run"), r.GetFieldValue<DateTimeOffset>(2), $"/runs/{id:D}",
            Attributes(r, 3, "agent", "model", "project", "repo", "state", "outcome", "steps", "format", "file"));
    }

    private static NpgsqlCommand Steps(List<NodeKey> keys) => new(
        """
        SELECT s.run_id, s.seq, s.t0, b.preview, CASE WHEN b.preview IS NULL THEN b.data END, s.kind, s.tool, s.exit_code::text, CASE WHEN s.is_error THEN 'yes' END
        FROM unnest($2, $3) AS k (run, seq) JOIN steps s ON s.org_id = $1 AND s.run_id = k.run AND s.seq = k.seq
        LEFT JOIN blobs b ON b.org_id = $1 AND b.hash = COALESCE(s.args_hash, s.output_hash, s.input_hash, s.result_hash)
        """) { Parameters = { new() { Value = keys.Select(k => k.RunId).ToArray() }, new() { Value = keys.Select(k => k.Seq).ToArray() } } };

    private static ProvenanceNode Step(NpgsqlDataReader r)
    {
        var (run, seq, kind, tool) = (r.GetGuid(0), r.GetInt32(1), r.GetString(5), r.IsDBNull(6) ? null : r.GetString(6));
        var title = string.Create(CultureInfo.InvariantCulture, $"Step {seq}, {tool ?? kind}: ") + Line(Preview(r, 3), "(empty)");
        return new(NodeKey.Step, NodeKey.OfStep(run, seq).Id, 0, title, r.IsDBNull(2) ? null : r.GetFieldValue<DateTimeOffset>(2), $"/runs/{run:D}?step={seq}",
            Attributes(r, 5, "kind", "tool", "exitCode", "error"));
    }

    private static NpgsqlCommand Blobs(List<NodeKey> keys) => new(
        "SELECT encode(hash, 'hex'), preview, CASE WHEN preview IS NULL THEN data END, length::text FROM blobs WHERE org_id = $1 AND hash = ANY($2)")
    {
        Parameters = { new() { Value = keys.Select(k => Convert.FromHexString(k.Id)).ToArray() } },
    };

    // A payload has no time of its own: it is a text, and many runs may hold it.
    private static ProvenanceNode Blob(NpgsqlDataReader r) => new(
        NodeKey.Blob, r.GetString(0), 0, Line(Preview(r, 1), "(empty)"), null, $"/provenance/blob/{r.GetString(0)}", Attributes(r, 3, "bytes"));

    private static NpgsqlCommand Told(List<NodeKey> keys, string[] ceiling) => new(
        """
        SELECT n.kind, n.id, n.title, n.at, n.page, n.attributes::text FROM unnest($2, $3) AS k (kind, id)
        JOIN provenance_nodes n ON n.org_id = $1 AND n.kind = k.kind AND n.id = k.id WHERE NOT n.gone AND n.sensitivity = ANY($4)
        """)
    {
        Parameters = { new() { Value = keys.Select(k => k.Kind).ToArray() }, new() { Value = keys.Select(k => k.Id).ToArray() }, new() { Value = ceiling } },
    };

    private static ProvenanceNode ToldOf(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), 0, r.GetString(2), r.GetFieldValue<DateTimeOffset>(3), r.GetString(4),
        JsonSerializer.Deserialize<SortedDictionary<string, string>>(r.GetString(5), PlatformJson.Options)!);

    private static Dictionary<string, string> Attributes(NpgsqlDataReader r, int from, params ReadOnlySpan<string> names)
    {
        var values = new Dictionary<string, string>(names.Length, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            if (!r.IsDBNull(from + i))
            {
                values[names[i]] = r.GetString(from + i);
            }
        }

        return values;
    }

    // Short texts are stored plain and have no preview of their own.
    private static string Preview(NpgsqlDataReader r, int at) =>
        !r.IsDBNull(at) ? r.GetString(at) : r.IsDBNull(at + 1) ? string.Empty : Encoding.UTF8.GetString(r.GetFieldValue<byte[]>(at + 1));

    private static string Line(string text, string otherwise)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? otherwise : line.Length <= LongestTitle ? line : line[..SafeText.CutAt(line, LongestTitle - 1)] + "…";
    }
}
