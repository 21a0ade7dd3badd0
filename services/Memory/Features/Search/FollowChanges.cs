using System.Threading.Channels;
using Memory.Storage;
using ServiceDefaults.Live;

namespace Memory.Features.Search;

/// <summary>Keeps this replica's indexes current: at once when PostgreSQL tells of a change, and by looking every two seconds in case it could not.</summary>
internal sealed partial class FollowChanges(MemoryIndexes indexes, Notifications<MemoryDb> notifications, ILogger<FollowChanges> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        // A hint is dropped when many wait already: those make us look anyway.
        var hints = Channel.CreateBounded<Guid?>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        using var subscription = notifications.On("memory_changes", payload => hints.Writer.TryWrite(Guid.TryParse(payload, out var org) ? org : null));
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = await NextAsync(hints.Reader, stoppingToken);
            foreach (var org in changed)
            {
                try
                {
                    await indexes.FollowAsync(org, stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    CannotFollow(log, e, org);
                }
            }
        }
    }

    private async Task<IReadOnlyCollection<Guid>> NextAsync(ChannelReader<Guid?> hints, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Look);
        var changed = new HashSet<Guid>();
        try
        {
            await hints.WaitToReadAsync(patience.Token);
            while (hints.TryRead(out var org))
            {
                if (org is null) { return indexes.Orgs; }
                // Nobody has searched there yet: the first search loads it.
                if (indexes.Orgs.Contains(org.Value)) { changed.Add(org.Value); }
            }

            return changed;
        }
        catch (OperationCanceledException)
        {
            return ct.IsCancellationRequested ? [] : indexes.Orgs;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The memory index of {Org} could not follow its changes; trying again")]
    private static partial void CannotFollow(ILogger log, Exception e, Guid org);
}
