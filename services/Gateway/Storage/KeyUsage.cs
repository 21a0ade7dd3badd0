using System.Collections.Concurrent;
using Npgsql;
using ServiceDefaults.Tenancy;

namespace Gateway.Storage;

/// <summary>When each key was last used, written down every few seconds: a row update for every request would cost more than the requests.</summary>
internal sealed class KeyUsage(Database<GatewayDb> database, ILogger<KeyUsage> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<(Guid Org, Guid Key), DateTimeOffset> _used = new();

    public void Note(Guid org, Guid key, DateTimeOffset now) => _used[(org, key)] = now;

    public async Task Write(CancellationToken cancel)
    {
        foreach (var org in _used.Keys.Select(used => used.Org).Distinct().ToList())
        {
            var taken = new List<(Guid Key, DateTimeOffset At)>();
            foreach (var used in _used.Keys.Where(used => used.Org == org).ToList())
            {
                if (_used.TryRemove(used, out var at))
                {
                    taken.Add((used.Key, at));
                }
            }
            await using var connection = await database.OpenAsync(org, cancel);
            await using var command = new NpgsqlCommand("""
                UPDATE api_keys k SET last_used_at = greatest(k.last_used_at, u.at)
                FROM unnest($1, $2) AS u (id, at) WHERE k.id = u.id
                """, connection)
            {
                Parameters =
                {
                    new() { Value = taken.Select(used => used.Key).ToArray() },
                    new() { Value = taken.Select(used => used.At.UtcDateTime).ToArray() },
                },
            };
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWrite(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryWrite(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: StopAsync writes what is left.
        }
    }

    private async Task TryWrite(CancellationToken cancel)
    {
        try
        {
            await Write(cancel);
        }
        catch (NpgsqlException error)
        {
            log.LogWarning("When keys were last used was not written down this time: {Reason}", error.Message);
        }
    }
}
