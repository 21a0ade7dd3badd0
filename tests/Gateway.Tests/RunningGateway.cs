using System.Net;
using System.Net.Sockets;
using System.Net.Http.Json;
using Contracts.Gateway;
using Gateway.Domain;
using Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Hosting;
using Substrate.Json;
using Xunit;

namespace Gateway.Tests;

/// <summary>The gateway as it runs: its own listener and database, with a web server in the place of the services.</summary>
public sealed class RunningGateway : IAsyncLifetime
{
    public const string SignInToken = "one-time-token-of-this-start";
    // Database roles belong to the whole server: every test run must derive the same passwords (as Harness does).
    private const string IdentityKey = "dGVzdHMtb25seS1pZGVudGl0eS1rZXktMzItYnl0ZXM=";
    private readonly string _database = TestPostgres.NewName("gateway");
    private readonly List<WebApplication> _running = [];

    public SettableClock Clock { get; } = new();

    public string OwnerKey { get; } = KeySecret.From([.. Enumerable.Repeat((byte)7, 31), (byte)Random.Shared.Next(256)]);

    public string DashboardFolder { get; } = Path.Combine(Path.GetTempPath(), $"gateway-dashboard-{Guid.NewGuid():N}");

    /// <summary>Configuration of the next start, beside what every start has.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    public FakeServices Services { get; private set; } = null!;

    public WebApplication App => _running[^1];

    public Uri Address => new(App.Urls.First());

    public async Task InitializeAsync()
    {
        Services = await FakeServices.Start();
        Directory.CreateDirectory(Path.Combine(DashboardFolder, "assets"));
        await File.WriteAllTextAsync(Path.Combine(DashboardFolder, "index.html"), "<!doctype html><title>dashboard</title>");
        await File.WriteAllTextAsync(Path.Combine(DashboardFolder, "assets", "index-3f2a.js"), string.Concat(Enumerable.Repeat("console.log('dashboard');\n", 200)));
        await Start();
    }

    /// <summary>Starts a gateway on the same database; a second one while the first runs is a second replica.</summary>
    public async Task<Uri> Start(string signInToken = SignInToken)
    {
        var app = ServiceHost.Build([], [new GatewayModule()], builder =>
        {
            var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["ConnectionStrings:gatewaydb"] = TestPostgres.Admin(_database).ConnectionString, ["Identity:Key"] = IdentityKey,
                ["Gateway:Url"] = "http://127.0.0.1:0", ["Gateway:OwnerKey"] = OwnerKey, ["Gateway:SignInToken"] = signInToken, ["Gateway:Dashboard"] = DashboardFolder,
            };
            foreach (var service in Permissions.Services)
            {
                settings[$"services:{service}:http:0"] = Services.Address;
            }
            foreach (var (name, value) in Settings)
            {
                settings[name] = value;
            }
            builder.Configuration.AddInMemoryCollection(settings);
            builder.Services.AddSingleton<TimeProvider>(Clock);
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        });
        _running.Add(app);
        await app.StartAsync();
        await Eventually.Passes(async () =>
        {
            using var probe = Probe();
            using var answer = await probe.GetAsync("/health/ready");
            Assert.True(answer.IsSuccessStatusCode, $"The gateway is not ready: {await answer.Content.ReadAsStringAsync()}");
        });
        return Address;
    }

    /// <summary>Asks from an address of its own: how often one has to ask depends on the machine, and must not use up what a test counts.</summary>
    private HttpClient Probe() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(new IPAddress([127, (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(1, 255)]), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = Address };

    public async Task<Uri> Restart(string signInToken = SignInToken)
    {
        await App.StopAsync();
        return await Start(signInToken);
    }

    /// <summary>A client that follows no redirect and keeps no cookie by itself.</summary>
    public HttpClient Client(string? key = null, string? cookie = null, Uri? address = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address ?? Address, Timeout = TimeSpan.FromSeconds(60) };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("X-Api-Key", key);
        }
        if (cookie is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", cookie);
        }
        return client;
    }

    public HttpClient Owner() => Client(OwnerKey);

    public async Task<KeyCreated> MakeKey(Role role, int? expiresInDays = null, string name = "test")
    {
        using var response = await Owner().PostAsJsonAsync("/v2/keys", new CreateKey(name, role, expiresInDays), PlatformJson.Options);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<KeyCreated>(PlatformJson.Options))!;
    }

    /// <summary>Signs in with a key, as the page's form does, and gives the cookie.</summary>
    public async Task<string> SignIn(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("key", key)]) };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var response = await Client().SendAsync(request);
        return CookieOf(response);
    }

    public static string CookieOf(HttpResponseMessage response) => response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

    public static async Task<string> CodeOf(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.False(string.IsNullOrWhiteSpace(problem.RootElement.GetProperty("title").GetString()));
        return problem.RootElement.GetProperty("code").GetString()!;
    }

    public async Task<T?> Query<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestPostgres.Admin(_database).ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async Task DisposeAsync()
    {
        foreach (var app in _running)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        await Services.DisposeAsync();
        Directory.Delete(DashboardFolder, recursive: true);
        await TestPostgres.DropAsync(_database);
    }
}
