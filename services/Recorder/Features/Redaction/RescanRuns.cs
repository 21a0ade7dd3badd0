using Contracts.Recorder;
using Npgsql;
using Recorder.Storage;
using ServiceDefaults.Jobs;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Redaction;

/// <summary>
/// The re-scan job: one transaction a run, so that it can be cancelled and goes on after a crash where it was (a run that is done has the new version). At the end
/// the payloads nobody refers to any more are deleted and the tables vacuumed.
/// </summary>
internal sealed class RescanRuns(Database<RecorderDb> database, RunRescan rescan, ToldNodesRescan told, ILogger<RescanRuns> log) : IJobHandler
{
    public static string Kind => "rescan";

    public async Task Run(JobContext job, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(job.OrgId, ct);
        var (scanned, rewritten, total) = (0, 0, await RunsDue.CountAsync(connection, job.OrgId, ct));
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var page = new List<Guid>();
        for (var after = Guid.Empty; (page = await RunsDue.PageAsync(connection, job.OrgId, after, ct)).Count > 0; after = page[^1])
        {
            foreach (var run in page)
            {
                ct.ThrowIfCancellationRequested();
                var outcome = await rescan.Rescan(job.OrgId, run, job.Id, ct);
                if (outcome.Fault is { } fault)
                {
                    await job.AddErrorAsync($"run {run}", outcome.Seq, fault);
                }

                foreach (var (kind, count) in outcome.Found)
                {
                    found[kind] = found.GetValueOrDefault(kind) + count;
                }

                rewritten += outcome.Found.Count > 0 ? 1 : 0;
                await job.ReportAsync(++scanned, Math.Max(total, scanned), "runs");
            }
        }

        await told.RescanAsync(connection, job.OrgId, ct);
        var deleted = await BlobStore.SweepAsync(connection, job.OrgId, TimeSpan.FromMinutes(2), ct);
        await Vacuum(connection, ct);
        job.SetResult(new RescanResult(scanned, rewritten, found, deleted));
    }

    // Deleted rows lie in the tables until this. A role that may not (before PostgreSQL 17 only the owner may) leaves it to the server's own vacuum.
    private async Task Vacuum(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand("VACUUM runs, steps, blobs, run_sources, run_annotations, provenance_nodes", connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e)
        {
            log.LogWarning("The tables could not be vacuumed ({SqlState}); the server will do it in its own time", e.SqlState);
        }
    }
}
