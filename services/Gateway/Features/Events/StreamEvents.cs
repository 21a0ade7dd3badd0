using System.Threading.Channels;
using Gateway.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;

namespace Gateway.Features.Events;

/// <summary>One stream for a dashboard instead of one per service: the services' events as they come, and the gateway's own about keys.</summary>
internal static class StreamEvents
{
    private const int MostWaiting = 1024;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v2/events", Handle)
            .WithName("Gateway.StreamAllEvents")
            .WithSummary("What changes anywhere, as server-sent events: the topic as name, {topic, id, service} as data. The topic resync says that events of a service may have been missed.")
            .Produces<LiveEvent>(200, "text/event-stream");

    private static async Task Handle(HttpContext context, Caller caller, LiveFeed<GatewayDb> own, UpstreamEvents upstream, IHostApplicationLifetime lifetime)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        // A dashboard that does not read loses the oldest; it never holds up the services.
        var events = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        using var keys = own.Subscribe(caller.OrgId);
        var stream = await EventStream.StartAsync(context);
        List<Task> followers = [FollowOwn(keys, events.Writer, ends.Token), .. Permissions.Services.Select(service => upstream.Follow(service, caller, events.Writer, ends.Token))];
        try
        {
            while (true)
            {
                if (!await Waiting(events.Reader, ends.Token))
                {
                    await stream.BeatAsync(ends.Token);
                }
                while (events.Reader.TryRead(out var happened))
                {
                    await stream.SendAsync(happened.Topic, happened, ends.Token);
                }
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The reader left or the gateway stops; either way the stream just ends.
        }
        finally
        {
            await ends.CancelAsync();
            await Task.WhenAll(followers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task FollowOwn(LiveSubscription keys, ChannelWriter<LiveEvent> events, CancellationToken cancel)
    {
        await foreach (var happened in keys.Events.ReadAllAsync(cancel))
        {
            await events.WriteAsync(happened, cancel);
        }
    }

    private static async Task<bool> Waiting(ChannelReader<LiveEvent> events, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Beat);
        try
        {
            return await events.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
