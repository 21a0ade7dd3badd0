using System.Net;
using System.Text.Json;
using Xunit;

namespace System.Tests;

public sealed class StartAndStopTests
{
    [Theory]
    [InlineData("embedded", "sidecar")]
    [InlineData("distributed", "gateway")]
    public async Task It_comes_up_says_so_once_and_stops_without_a_trace(string profile, string front)
    {
        await using var platform = await Platform.Start(profile);

        var file = Path.Combine(platform.State, "platform.json");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using (var json = JsonDocument.Parse(await File.ReadAllTextAsync(file)))
        {
            Assert.Equal(platform.Url, new Uri(json.RootElement.GetProperty("url").GetString()!));
            Assert.Equal(profile, json.RootElement.GetProperty("profile").GetString());
            Assert.Equal(platform.Pid, json.RootElement.GetProperty("pid").GetInt32());
        }

        await platform.Until(() => platform.Output.Any(l => l.Contains("/sign-in?token=", StringComparison.Ordinal)), TimeSpan.FromSeconds(10), "the sign-in link");
        Assert.Single(platform.Output, l => l.Contains("http://", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await platform.Client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await platform.Client.GetAsync("/v2/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await platform.Client.GetAsync("/v2/runs")).StatusCode);
        using (var stranger = new HttpClient { BaseAddress = platform.Url })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/v2/runs")).StatusCode);
        }

        var (code, said) = await Platform.Refused(platform.State, Platform.FreePort());
        Assert.Equal(1, code);
        Assert.Contains(platform.State, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);

        var started = Descendants.Of(platform.Pid);
        Assert.Contains(started, p => p.Name.Equals(front, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, await platform.Stop());
        Assert.DoesNotContain(started, Descendants.IsAlive);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var state = Directory.CreateTempSubdirectory("ctx-system-").FullName;
        using var taken = new Net.Sockets.TcpListener(IPAddress.Loopback, Platform.FreePort());
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, said) = await Platform.Refused(state, port);
        Assert.Equal(1, code);
        Assert.Contains($"Port {port}", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
        Directory.Delete(state, recursive: true);
    }

    [Theory]
    [InlineData("embedded")]
    [InlineData("distributed")]
    public async Task A_killed_engine_takes_its_children_along_and_the_next_start_finds_the_same_platform(string profile)
    {
        var state = Directory.CreateTempSubdirectory("ctx-system-").FullName;
        try
        {
            string key;
            await using (var first = await Platform.Start(profile, state))
            {
                key = first.Key;
                var started = Descendants.Of(first.Pid);
                await first.KillEngine();
                await first.Until(() => !started.Any(p => p.Name != "postgres" && Descendants.IsAlive(p)), TimeSpan.FromSeconds(30), "the children's end");
            }

            await using var second = await Platform.Start(profile, state);
            Assert.Equal(key, second.Key);
            Assert.Equal(HttpStatusCode.OK, (await second.Client.GetAsync("/v2/session")).StatusCode);
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }
}
