using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Http;

namespace ServiceDefaults.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: migrated, warm, database reachable, bus started; else 503 with what it waits for.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Text("live")).ExcludeFromDescription();
        routes.MapGet("/health/ready", Ready).ExcludeFromDescription();
    }

    private static async Task<IResult> Ready(HttpContext context, Readiness readiness, ModuleRegistry registry)
    {
        var waiting = new List<string>(readiness.Waiting());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        foreach (var module in registry.Modules.Where(module => module.Database is not null))
        {
            try
            {
                await module.Database!.Ping(context.RequestServices, patience.Token);
            }
            catch (Exception) when (!context.RequestAborted.IsCancellationRequested)
            {
                waiting.Add(module.Name + ": database");
            }
        }
        if (context.RequestServices.GetService<IBusControl>() is { } bus && bus.CheckHealth().Status != BusHealthStatus.Healthy) waiting.Add("bus");
        if (waiting.Count == 0) return TypedResults.Text("ready");
        var problem = Problem.Of(503, "not_ready", "The service is not ready yet.", "Waiting for: " + string.Join(", ", waiting), null, ("retryAfter", 1));
        Problem.Complete(context, problem);
        return problem;
    }
}
