using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Jobs;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Redaction;

/// <summary>POST /v2/redaction/rescan: looks again at every run that was redacted by other rules or classes than hold now.</summary>
internal static class StartRescan
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v2/redaction/rescan", Handle)
        .WithName("Recorder.RescanRuns").WithSummary("Redact recorded runs again, by the rules and settings of now")
        .WithDescription(
            "A run in which nothing is found stays byte for byte as it is. One in which something is found gets new payloads, a new chain and a new revision, and an "
            + "annotation that leads from the old head to the new. While a re-scan is waiting or running, asking for another names that one.")
        .WithIdempotencyKey();

    private static async Task<Accepted<RescanAccepted>> Handle(Caller caller, Database<RecorderDb> database, JobQueue<RecorderDb> jobs, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('rescan:' || $1, 0))", connection, transaction)
        {
            Parameters = { new() { Value = caller.OrgId.ToString() } },
        })
        {
            await turn.ExecuteNonQueryAsync(ct);
        }

        var id = await Open(connection, transaction, caller.OrgId, ct)
            ?? await jobs.EnqueueAsync(connection, transaction, caller.OrgId, RescanRuns.Kind, "Redact recorded runs again", new { }, caller.Subject, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Accepted($"/v2/recorder/jobs/{id}", new RescanAccepted(id));
    }

    private static async Task<Guid?> Open(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id FROM jobs WHERE org_id = $1 AND kind = $2 AND status IN ('queued', 'running') AND NOT cancel_requested ORDER BY created_at LIMIT 1", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = RescanRuns.Kind } },
        };
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }
}
