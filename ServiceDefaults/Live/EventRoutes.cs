using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Live;

internal static class EventRoutes
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public static void Map<TDb>(IEndpointRouteBuilder routes, string service) where TDb : DbContext =>
        routes.MapGet($"/v2/{service}/events", Stream<TDb>)
            .WithName(char.ToUpperInvariant(service[0]) + service[1..] + ".StreamEvents")
            .WithSummary("What changes in this service, as server-sent events: the topic as name, {topic, id, service} as data.")
            .Produces<LiveEvent>(200, "text/event-stream").DisableRequestTimeout();

    private static async Task Stream<TDb>(HttpContext context, Caller caller, LiveFeed<TDb> feed) where TDb : DbContext
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var subscription = feed.Subscribe(caller.OrgId);
        var stream = await EventStream.StartAsync(context);
        try
        {
            while (true)
            {
                if (!await subscription.WaitAsync(Beat, ends.Token)) await stream.BeatAsync(ends.Token);
                while (subscription.Events.TryRead(out var happened)) await stream.SendAsync(happened.Topic, happened, ends.Token);
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The reader left or the service stops; either way the stream just ends.
        }
    }
}
