using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Hosting;

namespace ServiceDefaults.Schema;

/// <summary>First thing a host does: every module's schema, waiting up to a minute for a database that is still starting.</summary>
internal sealed class SchemaStartup(ModuleRegistry registry, IServiceProvider provider, Readiness readiness, ILogger<SchemaStartup> log) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(registry.Modules.Where(module => module.Database is not null).Select(module => MigrateAsync(module, cancellationToken)));
        readiness.Done("schema");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task MigrateAsync(ModuleDescription module, CancellationToken ct)
    {
        var runner = module.Database!.Schema(provider);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                var applied = await runner.UpAsync(ct);
                if (applied > 0) log.LogInformation("{Service}: {Count} migrations applied", module.Name, applied);
                return;
            }
            catch (Exception e) when (IsUnreachable(e))
            {
                if (TimeProvider.System.GetElapsedTime(started) > Patience)
                {
                    throw new StartupException($"The database of {module.Name} does not answer: {e.Message}. Check ConnectionStrings:{module.Name}db.", e);
                }
                await Task.Delay(500, ct);
            }
        }
    }

    // 57P03: the server is starting up. 53300: too many connections, for now.
    private static bool IsUnreachable(Exception e) =>
        e is PostgresException { SqlState: "57P03" or "53300" } or (NpgsqlException and not PostgresException) or SocketException or TimeoutException;
}
