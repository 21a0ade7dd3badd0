using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Tenancy;
using StackExchange.Redis;

namespace ServiceDefaults.Hosting;

/// <summary>
/// Registrations under the names and configuration keys of Aspire's client packages (<c>Aspire.Npgsql.EntityFrameworkCore.PostgreSQL</c>,
/// <c>Aspire.StackExchange.Redis</c>), so that those can take their place.
/// </summary>
public static class AspireNames
{
    /// <summary>
    /// The context over <c>ConnectionStrings:{connectionName}</c>. Unlike Aspire's, it logs in as the service's app role and binds each scope to the
    /// caller's organisation; <paramref name="connectionName"/> is the service's name followed by <c>db</c>.
    /// </summary>
    public static void AddNpgsqlDbContext<TContext>(this IHostApplicationBuilder builder, string connectionName) where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionName);
        if (!connectionName.EndsWith("db", StringComparison.Ordinal)) throw new ArgumentException("Expected a name such as recorderdb.", nameof(connectionName));
        var service = connectionName[..^2];
        builder.Services.AddSingleton(provider => Database<TContext>.Create(provider, service, connectionName));
        builder.Services.AddScoped<ScopedDb<TContext>>();
        builder.Services.AddScoped(provider => provider.GetRequiredService<ScopedDb<TContext>>().Resolve());
    }

    /// <summary>
    /// <see cref="IConnectionMultiplexer"/> over <c>ConnectionStrings:{connectionName}</c> (<c>host:port[,password=…]</c>). Connects on first use and
    /// goes on trying in the background; resolving it without that connection string throws.
    /// </summary>
    public static void AddRedisClient(this IHostApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IConnectionMultiplexer>(provider =>
        {
            var text = provider.GetRequiredService<IConfiguration>().GetConnectionString(connectionName)
                ?? throw new StartupException($"ConnectionStrings:{connectionName} is not set.");
            var options = ConfigurationOptions.Parse(text);
            options.AbortOnConnectFail = false;
            return ConnectionMultiplexer.Connect(options);
        });
    }
}
