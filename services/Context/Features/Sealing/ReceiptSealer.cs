using Context.Storage;
using ServiceDefaults.Tenancy;

namespace Context.Features.Sealing;

/// <summary>Closes receipts into the chain of their organisation, shortly after they were made and outside of any request.</summary>
internal sealed class ReceiptSealer(Database<ContextDb> database, SealSignal signal, TimeProvider clock, ILogger<ReceiptSealer> log) : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first round sweeps: it finds what an earlier process left unsealed.
        IReadOnlySet<Guid> orgs = new HashSet<Guid>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var org in orgs.Count > 0 ? (IEnumerable<Guid>)orgs : await database.OrgsAsync(stoppingToken))
                {
                    while (await SealReceipts.Next(database, org, clock.GetUtcNow(), stoppingToken) == SealReceipts.BatchSize)
                    {
                    }
                }

                orgs = await signal.Take(Sweep, stoppingToken);
                await Task.Delay(Gather, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever it was (mostly a database that is away), unsealed receipts stay in their rows and the next round tries again.
                log.LogWarning(failure, "Sealing receipts failed; trying again");
                await Task.Delay(TimeSpan.FromSeconds(5), clock, stoppingToken);
                orgs = new HashSet<Guid>();
            }
        }
    }
}
