using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Redaction;

/// <summary>GET /v2/runs/{id}/redactions: which step lost what.</summary>
internal static class ListRedactions
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/redactions", Handle)
        .WithName("Recorder.ListRedactions").WithSummary("What was taken out of a run's steps, in order; kinds and counts, never values")
        .ProducesProblem(404);

    private static async Task<Results<Ok<RunRedactions>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database<RecorderDb> database, CancellationToken ct, string? cursor = null, int? limit = null)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem) || !page.TryAfter(out var after, out problem))
        {
            return problem!;
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is null)
        {
            return Problem.NotFound("run_not_found", "There is no such run.", $"No run {id} is recorded here.");
        }

        // The cursor counts rows: their order is fixed, and one step may lose more kinds than fit a page.
        var skip = Math.Clamp(after ?? 0, 0, int.MaxValue);
        var items = new List<RedactionView>();
        await using (var command = new NpgsqlCommand(
            "SELECT seq, field, kind, count FROM payload_redactions WHERE org_id = $1 AND run_id = $2 ORDER BY seq, field, kind OFFSET $3 LIMIT $4", connection)
        {
            Parameters = { new() { Value = caller.OrgId }, new() { Value = id }, new() { Value = skip }, new() { Value = page.Limit + 1 } },
        })
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                items.Add(new RedactionView(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3)));
            }
        }

        var more = items.Count > page.Limit;
        return TypedResults.Ok(new RunRedactions(
            [.. items.Take(page.Limit)], more ? Cursor.Encode(skip + page.Limit) : null, await TotalsAsync(connection, caller.OrgId, id, ct)));
    }

    private static async Task<SortedDictionary<string, int>> TotalsAsync(NpgsqlConnection connection, Guid orgId, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT kind, sum(count)::integer FROM payload_redactions WHERE org_id = $1 AND run_id = $2 GROUP BY kind", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = id } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var totals = new SortedDictionary<string, int>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            totals[reader.GetString(0)] = reader.GetInt32(1);
        }

        return totals;
    }
}
