using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Harness;
using Npgsql;
using ServiceDefaults.Tests.Storage;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace ServiceDefaults.Tests.Hosting;

public sealed class OutageTests
{
    [Fact]
    public async Task While_the_database_is_away_the_service_says_so_and_afterwards_it_goes_on_by_itself()
    {
        var real = TestPostgres.Admin("postgres");
        using var wire = new Wire(real.Host!, real.Port);
        var name = TestPostgres.NewName("away");
        var through = new NpgsqlConnectionStringBuilder(TestPostgres.Admin(name).ConnectionString) { Host = "127.0.0.1", Port = wire.Port, Timeout = 2 };
        try
        {
            await using var platform = await TestPlatform.StartAsync([new EchoModule(), new ProbeModule()], new Dictionary<string, string?> { ["ConnectionStrings:probedb"] = through.ConnectionString });
            using var client = platform.As(CallerRole.Member);
            Assert.Equal(HttpStatusCode.OK, (await TakeAsync(client)).StatusCode);

            wire.Cut();
            using (var refused = await TakeAsync(client))
            {
                using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "database_unavailable"), (refused.StatusCode, problem.RootElement.GetProperty("code").GetString()));
                Assert.NotNull(refused.Headers.RetryAfter);
            }
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode);

            wire.Mend();
            await Eventually.Holds(async () => (await TakeAsync(client)).StatusCode == HttpStatusCode.OK, "it works again");
            await Eventually.Passes(async () => Assert.Equal("ready", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative))));
            await Eventually.Holds(async () => await platform.ScalarAsync<long>("echo", "SELECT count(*) FROM heard") >= 2, "messages flow again");
        }
        finally
        {
            await TestPostgres.DropAsync(name);
        }
    }

    private static Task<HttpResponseMessage> TakeAsync(HttpClient client) => client.PostAsJsonAsync("/v2/probe/notes", new TakeNote("x", Mood.Plain), PlatformJson.Options);

    /// <summary>A piece of wire to the database that can be cut.</summary>
    private sealed class Wire : IDisposable
    {
        private readonly string host;
        private readonly int port;
        private readonly List<TcpClient> ends = [];
        private TcpListener listener;

        public Wire(string host, int port)
        {
            (this.host, this.port) = (host, port);
            listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            _ = AcceptAsync(listener);
        }

        public int Port { get; }

        public void Cut()
        {
            listener.Stop();
            lock (ends)
            {
                foreach (var end in ends) end.Close();
                ends.Clear();
            }
        }

        public void Mend()
        {
            listener = new TcpListener(IPAddress.Loopback, Port);
            listener.Start();
            _ = AcceptAsync(listener);
        }

        public void Dispose() => Cut();

        private async Task AcceptAsync(TcpListener accepting)
        {
            try
            {
                while (true)
                {
                    var near = await accepting.AcceptTcpClientAsync();
                    var far = new TcpClient(host, port) { NoDelay = true };
                    near.NoDelay = true;
                    lock (ends) ends.AddRange([near, far]);
                    _ = PumpAsync(near, far);
                    _ = PumpAsync(far, near);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Cut.
            }
        }

        private static async Task PumpAsync(TcpClient from, TcpClient to)
        {
            try
            {
                await from.GetStream().CopyToAsync(to.GetStream());
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut.
            }
            finally
            {
                from.Close();
                to.Close();
            }
        }
    }
}
