using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Messaging;

/// <summary>Removes what the plumbing no longer needs, once an hour: delivered messages after a day, inbox rows after thirty, stored answers after a day.</summary>
internal sealed class Housekeeping<TDb>(Database<TDb> database, ILogger<Housekeeping<TDb>> log) : BackgroundService where TDb : DbContext
{
    private readonly LogGate gate = new(log);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                await SweepAsync(database, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                gate.Warn(e, "Old plumbing rows could not be removed");
            }
        }
    }

    internal static async Task SweepAsync(Database<TDb> database, CancellationToken ct)
    {
        await using var connection = await database.OpenWorkerAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            DELETE FROM outbox WHERE done_at < now() - interval '1 day';
            DELETE FROM inbox WHERE handled_at < now() - interval '30 days';
            DELETE FROM idempotency_keys WHERE created_at < now() - interval '1 day';
            """, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
