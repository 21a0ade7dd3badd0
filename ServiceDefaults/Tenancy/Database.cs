using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Hosting;

namespace ServiceDefaults.Tenancy;

/// <summary>
/// The only door to a service's database. Every connection is handed out with its organisation set (or, for the worker, with none), and the pool resets it
/// on return, so that no connection carries one organisation's setting to another.
/// </summary>
public sealed class Database<TDb> : IAsyncDisposable where TDb : DbContext
{
    private readonly NpgsqlDataSource app;
    private readonly NpgsqlDataSource worker;
    private readonly ILoggerFactory loggers;
    private readonly IServiceProvider provider;
    private readonly ObjectFactory<TDb> construct = ActivatorUtilities.CreateFactory<TDb>([typeof(DbContextOptions<TDb>)]);
    private readonly ConcurrentDictionary<Guid, bool> seen = new();

    private Database(IServiceProvider provider, ServiceRoles roles, NpgsqlConnectionStringBuilder admin)
    {
        this.provider = provider;
        Roles = roles;
        Admin = admin;
        loggers = provider.GetRequiredService<ILoggerFactory>();
        app = Source(roles.App, maxPool: 20);
        worker = Source(roles.Worker, maxPool: 5);
    }

    internal ServiceRoles Roles { get; }
    internal NpgsqlConnectionStringBuilder Admin { get; }

    internal static Database<TDb> Create(IServiceProvider provider, string service, string connectionName)
    {
        var text = provider.GetRequiredService<IConfiguration>().GetConnectionString(connectionName);
        if (string.IsNullOrWhiteSpace(text)) throw new StartupException($"ConnectionStrings:{connectionName} is not set (an Npgsql connection string with a login that may create roles and databases).");
        NpgsqlConnectionStringBuilder admin;
        try
        {
            admin = new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException e)
        {
            throw new StartupException($"ConnectionStrings:{connectionName} is not an Npgsql connection string: {e.Message}", e);
        }
        if (string.IsNullOrEmpty(admin.Database)) admin.Database = connectionName;
        return new Database<TDb>(provider, new ServiceRoles(service, provider.GetRequiredService<IdentitySigner>()), admin);
    }

    /// <summary>A connection as the app role that sees and writes rows of <paramref name="orgId"/> only.</summary>
    public async ValueTask<NpgsqlConnection> OpenAsync(Guid orgId, CancellationToken ct)
    {
        var connection = await app.OpenConnectionAsync(ct);
        try
        {
            await EnterAsync(connection, orgId, ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection as the worker role: across organisations it sees outbox, inbox, dead letters, jobs, idempotency keys and org ids, and nothing else.</summary>
    public ValueTask<NpgsqlConnection> OpenWorkerAsync(CancellationToken ct) => worker.OpenConnectionAsync(ct);

    /// <summary>A context over an open connection; the connection stays yours to dispose.</summary>
    public TDb CreateContext(NpgsqlConnection open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return Construct(Options().UseNpgsql(open));
    }

    /// <summary>A context that opens its own connections for <paramref name="orgId"/> as it needs them.</summary>
    public TDb CreateContext(Guid orgId) =>
        Construct(Options().UseNpgsql(app.CreateConnection(), contextOwnsConnection: true).AddInterceptors(new EnterOnOpen(this, orgId)));

    /// <summary>Every organisation this service has seen, oldest first.</summary>
    public async Task<IReadOnlyList<Guid>> OrgsAsync(CancellationToken ct)
    {
        await using var connection = await OpenWorkerAsync(ct);
        await using var command = new NpgsqlCommand("SELECT org_id FROM orgs ORDER BY first_seen, org_id", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var orgs = new List<Guid>();
        while (await reader.ReadAsync(ct)) orgs.Add(reader.GetGuid(0));
        return orgs;
    }

    internal async Task PingAsync(CancellationToken ct)
    {
        await using var connection = await OpenWorkerAsync(ct);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(ct);
    }

    /// <summary>Connection string of the worker's own, unpooled connection for LISTEN.</summary>
    internal string ListenConnectionString()
    {
        var login = Roles.Login(Admin, Roles.Worker);
        login.Pooling = false;
        login.KeepAlive = 30;
        return login.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await worker.DisposeAsync();
    }

    private async Task EnterAsync(DbConnection connection, Guid orgId, CancellationToken ct)
    {
        var npgsql = (NpgsqlConnection)connection;
        await using (var command = new NpgsqlCommand("SELECT set_config('app.org_id', $1, false)", npgsql) { Parameters = { new() { Value = orgId.ToString() } } })
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        if (seen.ContainsKey(orgId)) return;
        await using (var command = new NpgsqlCommand("INSERT INTO orgs (org_id) VALUES ($1) ON CONFLICT DO NOTHING", npgsql) { Parameters = { new() { Value = orgId } } })
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        seen.TryAdd(orgId, true);
    }

    private DbContextOptionsBuilder<TDb> Options() => new DbContextOptionsBuilder<TDb>().UseLoggerFactory(loggers);

    private TDb Construct(DbContextOptionsBuilder options) => construct(provider, [options.Options]);

    private NpgsqlDataSource Source(string role, int maxPool)
    {
        var login = Roles.Login(Admin, role);
        login.MinPoolSize = 0;
        login.MaxPoolSize = maxPool;
        login.ConnectionIdleLifetime = 60;
        login.MaxAutoPrepare = 40;
        login.NoResetOnClose = false;
        // The details of a failed statement quote the row.
        login.IncludeErrorDetail = false;
        login.LogParameters = false;
        // Times as text are part of what is hashed and signed; they must not depend on the server's setting.
        login.Timezone = "UTC";
        var builder = new NpgsqlDataSourceBuilder(login.ConnectionString);
        builder.UseLoggerFactory(loggers);
        return builder.Build();
    }

    private sealed class EnterOnOpen(Database<TDb> database, Guid orgId) : DbConnectionInterceptor
    {
        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
            database.EnterAsync(connection, orgId, cancellationToken);

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            throw new InvalidOperationException("Use the asynchronous members of the context.");
    }
}
