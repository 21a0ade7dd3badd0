using Npgsql;
using Recorder.Storage;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Import;

/// <summary>Drops the bytes of uploads whose job has ended, and payloads that a re-scan replaced and could not delete yet. Not done by the job: after a crash between that and its end it would find nothing to read.</summary>
internal sealed class SweepUploads(Database<RecorderDb> database, TimeProvider clock, ILogger<SweepUploads> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var org in await database.OrgsAsync(stoppingToken))
                {
                    await using var connection = await database.OpenAsync(org, stoppingToken);
                    await ImportUpload.SweepAsync(connection, org, stoppingToken);
                    await BlobStore.SweepAsync(connection, org, TimeSpan.Zero, stoppingToken);
                }
            }
            catch (NpgsqlException e)
            {
                log.LogWarning(e, "Finished uploads could not be dropped; trying again in a minute");
            }
        }
    }
}
