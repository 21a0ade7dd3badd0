using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Substrate.Json;

namespace ServiceDefaults.Http;

/// <summary>Writes one server-sent event stream. Not safe for two writers at once.</summary>
public sealed class EventStream
{
    private readonly HttpResponse response;

    private EventStream(HttpResponse response) => this.response = response;

    public static async Task<EventStream> StartAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var stream = new EventStream(context.Response);
        await stream.BeatAsync(context.RequestAborted);
        return stream;
    }

    public async Task SendAsync(string name, object data, CancellationToken ct)
    {
        await response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(data, data.GetType(), PlatformJson.Options)}\n\n", Encoding.UTF8, ct);
        await response.Body.FlushAsync(ct);
    }

    /// <summary>A comment line, so that both ends notice a dead connection.</summary>
    public async Task BeatAsync(CancellationToken ct)
    {
        await response.WriteAsync(": \n\n", Encoding.UTF8, ct);
        await response.Body.FlushAsync(ct);
    }
}
