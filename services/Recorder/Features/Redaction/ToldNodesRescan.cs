using System.Text.Json;
using Npgsql;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Redaction;

/// <summary>What other services told of their things, redacted by today's rules: titles, and the values of attributes.</summary>
internal sealed class ToldNodesRescan(OrgRedaction redaction)
{
    private const int Page = 1000;

    public async Task RescanAsync(NpgsqlConnection connection, Guid orgId, CancellationToken ct)
    {
        var after = (Kind: string.Empty, Id: string.Empty);
        for (var read = Page; read == Page;)
        {
            var changed = new List<(string Kind, string Id, string Title, string Attributes)>();
            await using (var page = new NpgsqlCommand(
                "SELECT kind, id, title, attributes::text FROM provenance_nodes WHERE org_id = $1 AND (kind, id) > ($2, $3) ORDER BY kind, id LIMIT $4", connection)
            {
                Parameters = { new() { Value = orgId }, new() { Value = after.Kind }, new() { Value = after.Id }, new() { Value = Page } },
            })
            await using (var rows = await page.ExecuteReaderAsync(ct))
            {
                for (read = 0; await rows.ReadAsync(ct); read++)
                {
                    after = (rows.GetString(0), rows.GetString(1));
                    var told = JsonSerializer.Deserialize<SortedDictionary<string, string>>(rows.GetString(3))!;
                    var (title, attributes) = (redaction.Of(orgId, rows.GetString(2)), told.ToDictionary(a => a.Key, a => redaction.Of(orgId, a.Value)));
                    if (title != rows.GetString(2) || told.Any(a => attributes[a.Key] != a.Value))
                    {
                        changed.Add((after.Kind, after.Id, title, JsonSerializer.Serialize(attributes)));
                    }
                }
            }

            await using var update = new NpgsqlCommand(
                """
                UPDATE provenance_nodes n SET title = c.title, attributes = c.attributes::jsonb FROM unnest($2, $3, $4, $5) AS c (kind, id, title, attributes)
                WHERE n.org_id = $1 AND n.kind = c.kind AND n.id = c.id
                """, connection)
            {
                Parameters =
                {
                    new() { Value = orgId }, new() { Value = changed.Select(c => c.Kind).ToArray() }, new() { Value = changed.Select(c => c.Id).ToArray() },
                    new() { Value = changed.Select(c => c.Title).ToArray() }, new() { Value = changed.Select(c => c.Attributes).ToArray() },
                },
            };
            await update.ExecuteNonQueryAsync(ct);
        }
    }
}
