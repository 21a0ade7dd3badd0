using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Live;

/// <summary>
/// One LISTEN connection per service database. A notification is a hint, never the only way to learn something: after every (re)connect each handler is called
/// with null, so that it looks for what it missed, and followers poll as well.
/// </summary>
public sealed class Notifications<TDb> : BackgroundService where TDb : DbContext
{
    private readonly Database<TDb> database;
    private readonly LogGate gate;
    private readonly Lock mutex = new();
    private readonly Dictionary<string, List<Action<string?>>> handlers = new(StringComparer.Ordinal);
    private CancellationTokenSource changed = new();

    internal Notifications(Database<TDb> database, ILogger<Notifications<TDb>> log)
    {
        this.database = database;
        gate = new LogGate(log);
    }

    /// <summary>Calls <paramref name="handler"/> with each payload on <paramref name="channel"/> (a plain lower-case name), and with null after a reconnect. It must return at once.</summary>
    public IDisposable On(string channel, Action<string?> handler)
    {
        ArgumentNullException.ThrowIfNull(channel);
        if (channel.Any(c => !char.IsAsciiLetterLower(c) && c != '_')) throw new ArgumentException("Lower-case letters and underscores only.", nameof(channel));
        lock (mutex)
        {
            if (!handlers.TryGetValue(channel, out var list))
            {
                handlers[channel] = list = [];
                changed.Cancel();
            }
            list.Add(handler);
        }
        return new Registration(() => { lock (mutex) handlers[channel].Remove(handler); });
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                gate.Warn(e, "The notification connection was lost; connecting again");
                await Task.Delay(500, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(database.ListenConnectionString());
        await connection.OpenAsync(ct);
        connection.Notification += (_, notification) => Raise(notification.Channel, notification.Payload);
        var listening = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            string[] fresh;
            CancellationTokenSource wake;
            lock (mutex)
            {
                fresh = [.. handlers.Keys.Where(channel => !listening.Contains(channel))];
                if (changed.IsCancellationRequested) changed = new CancellationTokenSource();
                wake = changed;
            }
            foreach (var channel in fresh)
            {
                await using var command = new NpgsqlCommand("LISTEN " + channel, connection);
                await command.ExecuteNonQueryAsync(ct);
                listening.Add(channel);
            }
            foreach (var channel in fresh) Raise(channel, null);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, wake.Token);
            try
            {
                while (true) await connection.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // A new channel was asked for: LISTEN to it and go on.
            }
        }
    }

    private void Raise(string channel, string? payload)
    {
        Action<string?>[] interested;
        lock (mutex) interested = handlers.TryGetValue(channel, out var list) ? [.. list] : [];
        foreach (var handler in interested) handler(payload);
    }

    public override void Dispose()
    {
        base.Dispose();
        changed.Dispose();
    }

    private sealed class Registration(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
