using System.Text.Json;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Hosting;
using Substrate.Json;

namespace ServiceDefaults.Live;

/// <summary>The live events of this service as they happen, for whoever is connected here. A slow reader loses the oldest, never blocks another.</summary>
public sealed class LiveFeed<TDb> : IHostedService, IDisposable where TDb : DbContext
{
    private readonly Notifications<TDb> notifications;
    private readonly string service;
    private readonly Lock mutex = new();
    private readonly Dictionary<Guid, List<Channel<LiveEvent>>> readers = [];
    private IDisposable? registration;

    internal LiveFeed(Notifications<TDb> notifications, ModuleOf<TDb> module)
    {
        this.notifications = notifications;
        service = module.Description.Name;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        registration = notifications.On(LiveEvents<TDb>.Channel, Spread);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Events of one organisation from now on; dispose to leave.</summary>
    public LiveSubscription Subscribe(Guid orgId)
    {
        var channel = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (mutex)
        {
            if (!readers.TryGetValue(orgId, out var list)) readers[orgId] = list = [];
            list.Add(channel);
        }
        return new LiveSubscription(channel.Reader, () => Leave(orgId, channel));
    }

    public void Dispose() => registration?.Dispose();

    private void Leave(Guid orgId, Channel<LiveEvent> channel)
    {
        lock (mutex)
        {
            if (!readers.TryGetValue(orgId, out var list)) return;
            list.Remove(channel);
            if (list.Count == 0) readers.Remove(orgId);
        }
    }

    private void Spread(string? payload)
    {
        if (payload is null) return;
        var note = JsonSerializer.Deserialize<LiveNote>(payload, PlatformJson.Options)!;
        lock (mutex)
        {
            if (!readers.TryGetValue(note.Org, out var list)) return;
            var happened = new LiveEvent(note.Topic, note.Id, service);
            foreach (var channel in list) channel.Writer.TryWrite(happened);
        }
    }
}

/// <summary>One reader of a <see cref="LiveFeed{TDb}"/>.</summary>
public sealed class LiveSubscription : IDisposable
{
    private readonly Action leave;

    internal LiveSubscription(ChannelReader<LiveEvent> events, Action leave)
    {
        Events = events;
        this.leave = leave;
    }

    public ChannelReader<LiveEvent> Events { get; }

    /// <summary>True when there is something to read, false when <paramref name="atMost"/> passed in silence.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timed.CancelAfter(atMost);
        try
        {
            return await Events.WaitToReadAsync(timed.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => leave();
}
