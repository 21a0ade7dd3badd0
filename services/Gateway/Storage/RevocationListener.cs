using Npgsql;
using ServiceDefaults.Live;

namespace Gateway.Storage;

/// <summary>Hears of revocations, those of other processes too. While it cannot hear, kept answers run out by themselves (<see cref="CredentialStore.KeepFor"/>).</summary>
internal sealed class RevocationListener(Notifications<GatewayDb> notifications, CredentialStore credentials) : IHostedService
{
    private const string Channel = "gateway_revocations";
    private IDisposable? _registration;

    /// <summary>Tells every process, this one included, when the transaction commits.</summary>
    public static async Task Announce(NpgsqlConnection connection, Guid id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT pg_notify($1, $2)", connection) { Parameters = { new() { Value = Channel }, new() { Value = id.ToString() } } };
        await command.ExecuteNonQueryAsync(cancel);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = notifications.On(Channel, payload =>
        {
            if (Guid.TryParse(payload, out var id))
            {
                credentials.Forget(id);
            }
            else
            {
                // Connected anew: what was said meanwhile was not heard.
                credentials.ForgetAll();
            }
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _registration?.Dispose();
        return Task.CompletedTask;
    }
}
