using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;
using Substrate.Json;

namespace Gateway.Features.Events;

/// <summary>Follows one service's live events for one caller, and connects again when the service went away.</summary>
internal sealed class UpstreamEvents(IHttpClientFactory clients, IConfiguration configuration, IdentitySigner signer)
{
    /// <summary>Sent after a break: events of this service may have been missed, so that what is shown should be read again.</summary>
    public const string Resync = "resync";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public async Task Follow(string service, Caller caller, ChannelWriter<LiveEvent> events, CancellationToken cancel)
    {
        var address = new Uri(new Uri(configuration[$"services:{service}:http:0"]!), $"/v2/{service}/events");
        var pause = FirstPause;
        var broken = false;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var client = clients.CreateClient(nameof(UpstreamEvents));
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.Add(IdentitySigner.Header, signer.Sign(caller));
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
                response.EnsureSuccessStatusCode();
                if (broken)
                {
                    await events.WriteAsync(new LiveEvent(Resync, service, service), cancel);
                }
                (broken, pause) = (true, FirstPause);
                await Copy(response, events, cancel);
            }
            catch (Exception error) when (error is HttpRequestException or IOException or JsonException && !cancel.IsCancellationRequested)
            {
                broken = true;
            }
            await Task.Delay(pause, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static async Task Copy(HttpResponseMessage response, ChannelWriter<LiveEvent> events, CancellationToken cancel)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancel))
        {
            if (JsonSerializer.Deserialize<LiveEvent>(item.Data, PlatformJson.Options) is { } happened)
            {
                await events.WriteAsync(happened, cancel);
            }
        }
    }
}
