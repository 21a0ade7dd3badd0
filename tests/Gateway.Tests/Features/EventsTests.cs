using System.Net;
using System.Net.ServerSentEvents;
using Contracts.Gateway;
using Xunit;

namespace Gateway.Tests.Features;

public sealed class EventsTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_stream_carries_every_service_s_events_and_those_of_keys()
    {
        using var limit = new CancellationTokenSource(Patience);
        using var response = await gateway.Owner().GetAsync("/v2/events", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync(limit.Token)).EnumerateAsync(limit.Token).GetAsyncEnumerator(limit.Token);

        gateway.Services.Open("memory");
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("job", "{\"topic\":\"job\",\"id\":\"1\",\"service\":\"memory\"}"), (events.Current.EventType, events.Current.Data));

        var made = await gateway.MakeKey(Role.Viewer);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("key", $"{{\"topic\":\"key\",\"id\":\"{made.Key.Id}\",\"service\":\"gateway\"}}"), (events.Current.EventType, events.Current.Data));

        // The service ends its stream, is asked again, and the reader hears that something may have been missed.
        gateway.Services.Open("memory ends");
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("resync", "{\"topic\":\"resync\",\"id\":\"memory\",\"service\":\"memory\"}"), (events.Current.EventType, events.Current.Data));
    }

    [Fact]
    public async Task A_live_stream_ends_when_its_key_is_revoked()
    {
        using var limit = new CancellationTokenSource(Patience);
        var key = await gateway.MakeKey(Role.Viewer);
        using var response = await gateway.Client(key.Secret).GetAsync("/v2/recorder/events", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadAsStreamAsync(limit.Token);

        (await gateway.Owner().PostAsync($"/v2/keys/{key.Key.Id}/revoke", null, limit.Token)).EnsureSuccessStatusCode();

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            var buffer = new byte[1024];
            while (await body.ReadAsync(buffer, limit.Token) > 0)
            {
            }
            throw new EndOfStreamException();
        });
        Assert.False(limit.IsCancellationRequested);
    }
}
