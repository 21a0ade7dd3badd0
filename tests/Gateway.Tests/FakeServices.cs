using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests;

/// <summary>A web server in the place of the services: it answers with what reached it.</summary>
public sealed class FakeServices : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);

    private FakeServices(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Requests that reached a service.</summary>
    public ConcurrentQueue<(string Path, IHeaderDictionary Headers)> Seen { get; } = new();

    public static async Task<FakeServices> Start(string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        var fake = new FakeServices(builder.Build());
        fake.Map();
        await fake._app.StartAsync();
        return fake;
    }

    /// <summary>Lets a stream that waits for <paramref name="gate"/> go on.</summary>
    public void Open(string gate) => Gate(gate).TrySetResult();

    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var gate in _gates.Values)
        {
            gate.TrySetResult();
        }
        await _app.DisposeAsync();
    }

    private TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Map()
    {
        _app.Use((context, next) =>
        {
            Seen.Enqueue((context.Request.Path, new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value))));
            return next(context);
        });
        _app.MapGet("/openapi/{service}.json", (string service) => new JsonObject
        {
            ["paths"] = new JsonObject { [$"/v2/{service.Replace(".json", "", StringComparison.Ordinal)}"] = new JsonObject { ["get"] = new JsonObject() } },
        });
        _app.MapGet("/v2/{service}/events", async (string service, HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(": \n\n");
            await context.Response.Body.FlushAsync();
            await Gate(service).Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync($"event: job\ndata: {{\"topic\":\"job\",\"id\":\"1\",\"service\":\"{service}\"}}\n\n");
            await context.Response.Body.FlushAsync();
            await Gate(service + " ends").Task.WaitAsync(context.RequestAborted);
        });
        _app.MapGet("/v2/runs/{id}/transcript", async (HttpContext context) =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.WriteAsync("{\"seq\":0}\n");
            await context.Response.Body.FlushAsync();
            await Gate("transcript").Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("{\"seq\":1}\n");
        });
        _app.MapPost("/v2/context/compile", (HttpContext context) => context.Abort());
        _app.MapFallback(async (HttpContext context) =>
        {
            var length = 0L;
            var buffer = new byte[65536];
            for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0;)
            {
                length += read;
            }
            await context.Response.WriteAsJsonAsync(new
            {
                target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget, method = context.Request.Method, length,
            });
        });
    }
}
