using Contracts;
using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Storage;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs/{id}/peers: other attempts at the same task, to compare with.</summary>
internal static class ListPeers
{
    private const int Most = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/peers", Handle)
        .WithName("Recorder.ListPeers").WithSummary("Other runs of the same task")
        .WithDescription($"Runs with the same benchmark instance, or with the same words as task; the newest {Most}.")
        .ProducesProblem(404);

    private static async Task<Results<Ok<Page<RunView>>, ProblemHttpResult>> Handle(Guid id, Caller caller, Database<RecorderDb> database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is not { } run)
        {
            return RunRefusals.NoSuchRun(id);
        }

        await using var command = new NpgsqlCommand(
            $"""
            SELECT {RunRow.Columns.Replace("r.config::text", "NULL", StringComparison.Ordinal)} FROM {RunRow.From}
            WHERE r.org_id = $1 AND r.id <> $2 AND (r.task = $3 OR r.id IN (
              SELECT b.run_id FROM run_sources a JOIN run_sources b ON b.org_id = a.org_id AND b.instance_id = a.instance_id WHERE a.org_id = $1 AND a.run_id = $2))
            ORDER BY r.at DESC, r.id DESC LIMIT {Most}
            """, connection)
        {
            Parameters = { new() { Value = caller.OrgId }, new() { Value = id }, new() { Value = run.View.Task } },
        };
        var peers = new List<RunView>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            peers.Add(RunRow.Read(reader).View);
        }

        return TypedResults.Ok(new Page<RunView>(peers, null));
    }
}
