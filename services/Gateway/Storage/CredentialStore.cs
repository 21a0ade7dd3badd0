using System.Collections.Concurrent;
using Gateway.Domain;
using Npgsql;
using ServiceDefaults.Tenancy;

namespace Gateway.Storage;

/// <summary>
/// Finds who a secret stands for. Answers are kept for a few seconds, so that an agent's thousand requests are one query; a revocation empties them at
/// once in this process and, by NOTIFY, in every other one (<see cref="RevocationListener"/>).
/// </summary>
internal sealed class CredentialStore(Database<GatewayDb> database, TimeProvider clock)
{
    /// <summary>How long a revocation may go unseen where the notification got lost.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(10);
    private const int MostKept = 10_000;

    private const string FindKey = """
        SELECT id, org_id, name || ' (' || prefix || ')', role, expires_at, revoked_at, id FROM api_keys WHERE secret_hash = $1
        """;

    // LEAST skips nulls: a session ends with its own end or its key's, whichever comes first.
    private const string FindSession = """
        SELECT s.id, s.org_id, s.subject, s.role, least(s.expires_at, k.expires_at), least(s.revoked_at, k.revoked_at), s.key_id
        FROM sessions s LEFT JOIN api_keys k ON k.id = s.key_id WHERE s.secret_hash = $1
        """;

    private readonly ConcurrentDictionary<string, (Credential Credential, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _streams = new();
    private int _generation;

    /// <summary>Trips when the credential is revoked, for answers that go on for hours.</summary>
    public CancellationToken EndOf(Credential credential) => _streams.GetOrAdd(credential.KeyId ?? credential.Id, _ => new()).Token;

    /// <summary>Null when nobody was ever given this secret.</summary>
    public async ValueTask<Credential?> Find(CredentialKind kind, string secret, CancellationToken cancel)
    {
        if (!KeySecret.IsWellFormed(secret))
        {
            return null;
        }
        var hash = KeySecret.Hash(secret);
        var name = $"{kind}:{Convert.ToHexString(hash)}";
        if (_kept.TryGetValue(name, out var kept) && kept.Until > clock.GetUtcNow())
        {
            return kept.Credential;
        }
        var generation = Volatile.Read(ref _generation);
        var found = await Read(kind, hash, cancel);
        // What was read before a revocation must not be kept after it.
        if (found is not null && generation == Volatile.Read(ref _generation))
        {
            if (_kept.Count >= MostKept)
            {
                _kept.Clear();
            }
            _kept[name] = (found, clock.GetUtcNow() + KeepFor);
        }
        return found;
    }

    /// <summary>Forgets a key and the sessions opened with it, or a session.</summary>
    public void Forget(Guid id)
    {
        Interlocked.Increment(ref _generation);
        foreach (var (name, kept) in _kept)
        {
            if (kept.Credential.Id == id || kept.Credential.KeyId == id)
            {
                _kept.TryRemove(name, out _);
            }
        }
        if (_streams.TryRemove(id, out var streams))
        {
            streams.Cancel();
        }
    }

    public void ForgetAll()
    {
        Interlocked.Increment(ref _generation);
        _kept.Clear();
    }

    private async Task<Credential?> Read(CredentialKind kind, byte[] hash, CancellationToken cancel)
    {
        await using var connection = await database.OpenWorkerAsync(cancel);
        await using var command = new NpgsqlCommand(kind is CredentialKind.ApiKey ? FindKey : FindSession, connection) { Parameters = { new() { Value = hash } } };
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel))
        {
            return null;
        }
        return new(
            row.GetGuid(0), kind, row.GetGuid(1), row.GetString(2), KeyRules.Parse(row.GetString(3)),
            await row.IsDBNullAsync(4, cancel) ? null : row.GetFieldValue<DateTimeOffset>(4),
            await row.IsDBNullAsync(5, cancel) ? null : row.GetFieldValue<DateTimeOffset>(5),
            await row.IsDBNullAsync(6, cancel) ? null : row.GetGuid(6));
    }
}
