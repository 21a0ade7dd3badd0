using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;
using Substrate.Policies;

namespace Harness;

/// <summary>
/// Any modules in one host, as in production: <see cref="ServiceHost.Build"/>, Kestrel on a random loopback port, the in-memory bus, and a database of its own
/// per module, dropped at the end. Modules find each other at this host.
/// </summary>
public sealed class TestPlatform : IAsyncDisposable
{
    // Role names belong to the whole server, so every test run must derive the same passwords.
    internal const string IdentityKey = "dGVzdHMtb25seS1pZGVudGl0eS1rZXktMzItYnl0ZXM=";

    private static readonly ConcurrentDictionary<int, bool> TakenPorts = new();

    private readonly IReadOnlyList<IServiceModule> modules;
    private readonly Action<WebApplicationBuilder>? configure;
    private readonly Dictionary<string, string?> settings;
    private readonly List<HttpClient> clients = [];
    private WebApplication? application;

    private TestPlatform(IReadOnlyList<IServiceModule> modules, IReadOnlyDictionary<string, string?>? settings, Action<WebApplicationBuilder>? configure)
    {
        this.modules = modules;
        this.configure = configure;
        Databases = modules.ToDictionary(module => module.Name, module => TestPostgres.NewName(module.Name));
        GatewayAddress = modules.Any(module => module is IGatewayModule) ? new Uri($"http://127.0.0.1:{FreePort()}/") : null;
        this.settings = new Dictionary<string, string?>
        {
            ["Identity:Key"] = IdentityKey,
            ["Gateway:Url"] = GatewayAddress?.ToString().TrimEnd('/'),
            ["Platform:Build"] = "test",
        };
        foreach (var (service, database) in Databases) this.settings[$"ConnectionStrings:{service}db"] = TestPostgres.Admin(database).ConnectionString;
        // Decided before the start, so that whoever reads addresses while starting finds them, and kept over a restart, so that clients stay valid.
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        foreach (var module in modules) this.settings[$"services:{module.Name}:http:0"] = Address.ToString().TrimEnd('/');
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>()) this.settings[key] = value;
    }

    /// <summary>Service name to the name of its database in this run.</summary>
    public IReadOnlyDictionary<string, string> Databases { get; }

    /// <summary>The organisation that <see cref="As"/> acts for when none is given.</summary>
    public Guid Org { get; } = Guid.CreateVersion7();

    /// <summary>Where the services listen (identity required).</summary>
    public Uri Address { get; }

    /// <summary>Where the gateway listens; null when there is none.</summary>
    public Uri? GatewayAddress { get; }

    public IServiceProvider Services => application!.Services;

    /// <summary>The container of the gateway's own application.</summary>
    public IServiceProvider GatewayServices => application!.Services.GetService<GatewayHost>()?.Application.Services ?? application.Services;

    public static async Task<TestPlatform> StartAsync(
        IReadOnlyList<IServiceModule> modules, IReadOnlyDictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? configure = null)
    {
        var platform = new TestPlatform(modules, settings, configure);
        try
        {
            await platform.StartHostAsync();
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the host and starts another on the same databases: what is not durable is gone.</summary>
    public async Task RestartAsync(Func<Task>? whileDown = null)
    {
        await StopHostAsync();
        if (whileDown is not null) await whileDown();
        await StartHostAsync();
    }

    /// <summary>A client of the internal listener that signs each request as the given role.</summary>
    public HttpClient As(CallerRole role, Guid? org = null, string? subject = null)
    {
        var signer = Services.GetRequiredService<IdentitySigner>();
        return Client(Address, new SigningHandler(signer, new Caller(org ?? Org, subject ?? $"test:{role}", role)));
    }

    /// <summary>A client of the internal listener without an identity.</summary>
    public HttpClient Anonymous() => Client(Address, new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>A client of the gateway; it keeps cookies and does not follow redirects.</summary>
    public HttpClient Outside() => Client(GatewayAddress ?? throw new InvalidOperationException("This platform has no gateway."), new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>As the service itself does it: the app role with <c>app.org_id</c> set; with <see cref="Guid.Empty"/> none is set.</summary>
    public async Task<NpgsqlConnection> OpenAppAsync(string service, Guid? org = null)
    {
        var connection = await OpenAsRoleAsync(service, service + "_app");
        if (org == Guid.Empty) return connection;
        await using var command = new NpgsqlCommand("SELECT set_config('app.org_id', $1, false)", connection) { Parameters = { new() { Value = (org ?? Org).ToString() } } };
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public Task<NpgsqlConnection> OpenWorkerAsync(string service) => OpenAsRoleAsync(service, service + "_worker");

    /// <summary>The login that tests were given; a superuser sees through row-level security.</summary>
    public async Task<NpgsqlConnection> OpenAdminAsync(string service)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestPostgres.Admin(Databases[service]).ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>One value, read as the admin.</summary>
    public async Task<T?> ScalarAsync<T>(string service, string sql, params object[] values)
    {
        await using var connection = await OpenAdminAsync(service);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteScalarAsync() is { } result and not DBNull ? (T)result : default;
    }

    public async Task<int> ExecuteAsync(string service, string sql, params object[] values)
    {
        await using var connection = await OpenAdminAsync(service);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Bodies (JSON text) of the messages of a type that a service has put in its outbox, delivered or not, oldest first.</summary>
    public async Task<IReadOnlyList<string>> OutboxAsync<TMessage>(string service)
    {
        await using var connection = await OpenAdminAsync(service);
        await using var command = new NpgsqlCommand("SELECT body::text FROM outbox WHERE message_type = $1 ORDER BY id", connection)
        {
            Parameters = { new() { Value = typeof(TMessage).FullName! } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var bodies = new List<string>();
        while (await reader.ReadAsync()) bodies.Add(reader.GetString(0));
        return bodies;
    }

    /// <summary>
    /// Hands a message to a consuming service the way the platform does, also when its publisher is not in this host: through the service's own outbox, inbox
    /// and handlers. Returns the message's id; sending with the same id again is a redelivery.
    /// </summary>
    public async Task<Guid> DeliverAsync<TMessage>(string service, TMessage message, Guid? org = null, Guid? messageId = null) where TMessage : class
    {
        var module = modules.Single(candidate => candidate.Name == service);
        var id = messageId ?? Guid.CreateVersion7();
        var endpoints = ServiceHost.DescribeConsumers(module)[typeof(TMessage)];
        await ExecuteAsync(service,
            """
            INSERT INTO outbox (id, org_id, message_type, body) VALUES ($1, $2, $3, $4::jsonb) ON CONFLICT (id) DO UPDATE SET done_at = NULL;
            """, id, org ?? Org, typeof(TMessage).FullName!, System.Text.Json.JsonSerializer.Serialize(message, Substrate.Json.PlatformJson.Options));
        await ExecuteAsync(service,
            """
            INSERT INTO outbox_deliveries (message_id, org_id, endpoint) SELECT $1, $2, unnest($3)
            ON CONFLICT (message_id, endpoint) DO UPDATE SET acked_at = NULL, next_at = now()
            """, id, org ?? Org, endpoints);
        await ExecuteAsync(service, "SELECT pg_notify('ctx_outbox', '')");
        return id;
    }

    /// <summary>Until every message in the outbox of <paramref name="service"/> is acknowledged by all its consumers.</summary>
    public Task OutboxIsEmptyAsync(string service, TimeSpan? atMost = null) => Eventually.Holds(
        async () => await ScalarAsync<long>(service, "SELECT count(*) FROM outbox WHERE done_at IS NULL") == 0, $"the outbox of {service} is empty", atMost);

    public async ValueTask DisposeAsync()
    {
        await StopHostAsync();
        foreach (var client in clients) client.Dispose();
        foreach (var database in Databases.Values) await TestPostgres.DropAsync(database);
    }

    private async Task StartHostAsync()
    {
        application = ServiceHost.Build([], modules, builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings);
            builder.WebHost.UseUrls(Address.ToString());
            configure?.Invoke(builder);
        });
        await application.StartAsync();
        using var anonymous = new HttpClient();
        await Eventually.Passes(async () =>
        {
            foreach (var listener in Listeners())
            {
                using var ready = await anonymous.GetAsync(new Uri(listener, "/health/ready"));
                if (!ready.IsSuccessStatusCode) throw new InvalidOperationException("Not ready: " + await ready.Content.ReadAsStringAsync());
            }
        });
    }

    private async Task StopHostAsync()
    {
        if (application is null) return;
        await application.StopAsync();
        await application.DisposeAsync();
        application = null;
    }

    private IEnumerable<Uri> Listeners()
    {
        if (modules.Any(module => module is not IGatewayModule)) yield return Address;
        if (GatewayAddress is not null) yield return GatewayAddress;
    }

    // Below the range that outgoing connections take their ports from: one of those could hold the port before the host does.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(15000, 32000);
            if (!TakenPorts.TryAdd(port, true)) continue;
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use: try another.
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsRoleAsync(string service, string role)
    {
        // The gateway's container signs with the same key, so either derives the same password.
        var password = Services.GetRequiredService<IdentitySigner>().PasswordOf(role);
        var login = new NpgsqlConnectionStringBuilder(TestPostgres.Admin(Databases[service]).ConnectionString) { Username = role, Password = password, Pooling = false };
        var connection = new NpgsqlConnection(login.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private HttpClient Client(Uri address, HttpMessageHandler handler)
    {
        var client = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
        lock (clients) clients.Add(client);
        return client;
    }

    private sealed class SigningHandler(IdentitySigner signer, Caller caller) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Remove(IdentitySigner.Header);
            request.Headers.Add(IdentitySigner.Header, signer.Sign(caller));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
