using System.Net.Http.Json;
using System.Threading.Channels;
using Harness;
using ServiceDefaults.Tests.Storage;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace ServiceDefaults.Tests.Live;

public sealed class LiveTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    [Fact]
    public async Task A_change_is_told_to_its_organisation_and_to_no_other()
    {
        var stranger = Guid.CreateVersion7();
        using var own = await Reader.OpenAsync(fixture, null);
        using var other = await Reader.OpenAsync(fixture, stranger);
        // A service answers before it listens: what changed until then is told to nobody.
        await Eventually.Passes(async () => await own.NextAsync("note", TimeSpan.FromSeconds(2), await TakeAsync(null)));
        var mine = await TakeAsync(null);
        var theirs = await TakeAsync(stranger);
        Assert.Equal($$"""{"topic":"note","id":"{{mine}}","service":"probe"}""", await own.NextAsync("note", id: mine));
        Assert.Contains(theirs.ToString(), await other.NextAsync("note"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_notification_connection_comes_back()
    {
        using var reader = await Reader.OpenAsync(fixture, null);
        await Eventually.Holds(async () => await fixture.Platform.ScalarAsync<long>("probe",
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'") > 0, "it listened");
        await Eventually.Holds(async () => await fixture.Platform.ScalarAsync<long>("probe",
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'") > 0, "it listens again");
        await Eventually.Passes(async () =>
        {
            await TakeAsync(null);
            await reader.NextAsync("note", TimeSpan.FromSeconds(2));
        });
    }

    private async Task<Guid> TakeAsync(Guid? org)
    {
        using var client = fixture.As(CallerRole.Member, org);
        using var response = await client.PostAsJsonAsync("/v2/probe/notes", new TakeNote("live", Mood.Plain), PlatformJson.Options);
        return (await response.Content.ReadFromJsonAsync<NoteView>(PlatformJson.Options))!.Id;
    }

    private sealed class Reader(HttpClient client, StreamReader lines) : IDisposable
    {
        private readonly Channel<string> read = Channel.CreateUnbounded<string>();

        public static async Task<Reader> OpenAsync(ProbeFixture fixture, Guid? org)
        {
            var client = fixture.As(CallerRole.Viewer, org);
            var lines = new StreamReader(await client.GetStreamAsync(new Uri("/v2/probe/events", UriKind.Relative)));
            Assert.StartsWith(":", await lines.ReadLineAsync(), StringComparison.Ordinal);
            var reader = new Reader(client, lines);
            _ = reader.PumpAsync();
            return reader;
        }

        /// <summary>The data of the next event of a topic, or of the next one that tells of <paramref name="id"/>.</summary>
        public async Task<string> NextAsync(string topic, TimeSpan? atMost = null, Guid? id = null)
        {
            using var patience = new CancellationTokenSource(atMost ?? Eventually.Patience);
            while (true)
            {
                if (await read.Reader.ReadAsync(patience.Token) != $"event: {topic}") continue;
                var data = (await read.Reader.ReadAsync(patience.Token))["data: ".Length..];
                if (id is null || data.Contains($"{id}", StringComparison.Ordinal)) return data;
            }
        }

        public void Dispose()
        {
            lines.Dispose();
            client.Dispose();
        }

        // A cancelled read would close the stream, so reading goes on beside whoever waits.
        private async Task PumpAsync()
        {
            try
            {
                while (await lines.ReadLineAsync() is { } line) await read.Writer.WriteAsync(line);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The reader has left.
            }
        }
    }
}
