using System.Security.Cryptography;
using System.Text;
using Npgsql;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;
using Substrate.Proof;

namespace Recorder.Storage;

/// <summary>
/// The installation's ES256 keys: the newest signs, all verify. Read once and looked at again every half minute; a key that is replaced stays valid for five minutes
/// more, so that a process that has not seen the new one yet signs nothing invalid.
/// </summary>
internal sealed class KeyRing(Database<RecorderDb> database, OrgKeys orgKeys, TimeProvider clock, ILogger<KeyRing> log) : IWarmUp, IDisposable
{
    private const long RingLock = 0x6374785f72696e67; // "ctx_ring"
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private readonly byte[] under = orgKeys.Derive(Installation.OrgId, "proof keys");
    private readonly SemaphoreSlim loading = new(1, 1);
    private readonly Lock signing = new();
    private volatile Snapshot? snapshot;

    public async Task WarmUp(CancellationToken ct) => await LoadAsync(ct);

    /// <summary>Compact JWS (RFC 7515) over the payload; with <paramref name="detached"/> the payload is left out of the text.</summary>
    public async ValueTask<string> SignAsync(string type, byte[] payload, CancellationToken ct, bool detached = false)
    {
        var now = clock.GetUtcNow();
        var known = snapshot ?? await LoadAsync(ct);
        if (now - known.At > LookAgainAfter)
        {
            known = await LookAgainAsync(known, ct);
        }

        var key = known.Signer(now) ?? (await RotateAsync("recorder", TimeSpan.Zero, ct)).Signer(clock.GetUtcNow())
            ?? throw new InvalidOperationException("The key ring has no key to sign with.");
        var header = ProofSignature.Header(key.Kid, type, key.NotBefore > now ? key.NotBefore : now);
        var input = Jws.SigningInput(header, payload);
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(input));
        byte[] signature;
        lock (signing)
        {
            signature = key.Private!.SignHash(hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        return $"{(detached ? $"{StrictBase64Url.Encode(header)}." : input)}.{StrictBase64Url.Encode(signature)}";
    }

    /// <summary>Every key of the ring, newest first, as of now.</summary>
    public async Task<IReadOnlyList<RingKey>> KeysAsync(CancellationToken ct) => (await LoadAsync(ct)).Keys;

    /// <summary>What a run of this organisation may be signed with: the ring, and the keys of other installations that it trusts.</summary>
    public async Task<IReadOnlyList<Jwk>> VerifiersAsync(NpgsqlConnection connection, Guid orgId, CancellationToken ct)
    {
        var keys = (await KeysAsync(ct)).Select(key => key.Verifier).ToList();
        var foreign = await TrustedKeys.ListAsync(connection, orgId, ct);
        return [.. keys, .. foreign.Select(key => key.Verifier).OfType<Jwk>().Where(key => keys.TrueForAll(own => own.Kid != key.Kid))];
    }

    public Task<IReadOnlyList<RingKey>> RotateAsync(string by, CancellationToken ct) => KeysOf(RotateAsync(by, Overlap, ct));

    public void Dispose()
    {
        loading.Dispose();
        foreach (var key in snapshot?.Keys ?? [])
        {
            key.Private?.Dispose();
        }
    }

    private static async Task<IReadOnlyList<RingKey>> KeysOf(Task<Snapshot> snapshot) => (await snapshot).Keys;

    private async Task<Snapshot> RotateAsync(string by, TimeSpan overlap, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            await ExecuteAsync(connection, transaction, $"SELECT pg_advisory_xact_lock({RingLock})", ct);
            var now = clock.GetUtcNow();
            await ExecuteAsync(connection, transaction, "UPDATE proof_keys SET not_after = $1 WHERE not_after IS NULL", ct, now + overlap);
            await InsertAsync(connection, transaction, by, now, ct);
            await transaction.CommitAsync(ct);
        }

        return await LoadAsync(ct);
    }

    /// <summary>One looks, the others go on with what they have: nobody who holds a connection waits here for another.</summary>
    private async Task<Snapshot> LookAgainAsync(Snapshot known, CancellationToken ct)
    {
        if (!await loading.WaitAsync(0, ct))
        {
            return known;
        }

        try
        {
            return snapshot = await ReadAsync(ct);
        }
        catch (NpgsqlException e)
        {
            log.LogWarning(e, "The key ring could not be read again; going on with the keys of {At}", known.At);
            return known;
        }
        finally
        {
            loading.Release();
        }
    }

    private async Task<Snapshot> LoadAsync(CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            return snapshot = await ReadAsync(ct);
        }
        finally
        {
            loading.Release();
        }
    }

    private async Task<Snapshot> ReadAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        var at = clock.GetUtcNow();
        var keys = await SelectAsync(connection, ct);
        if (keys.Count == 0)
        {
            // Two processes that start at once: the lock lets one make the first key, the other finds it.
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await ExecuteAsync(connection, transaction, $"SELECT pg_advisory_xact_lock({RingLock})", ct);
            if ((await SelectAsync(connection, ct)).Count == 0)
            {
                await InsertAsync(connection, transaction, "recorder", at, ct);
            }

            await transaction.CommitAsync(ct);
            keys = await SelectAsync(connection, ct);
        }

        return new Snapshot(keys, at);
    }

    private async Task<List<RingKey>> SelectAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT kid, x, y, private_key, not_before, not_after FROM proof_keys ORDER BY not_before DESC, kid", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var keys = new List<RingKey>();
        while (await reader.ReadAsync(ct))
        {
            var kid = reader.GetString(0);
            keys.Add(new RingKey(
                kid, new ECPoint { X = reader.GetFieldValue<byte[]>(1), Y = reader.GetFieldValue<byte[]>(2) },
                snapshot?.Keys.FirstOrDefault(known => known.Kid == kid)?.Private ?? RingKey.Decrypt(reader.GetFieldValue<byte[]>(3), kid, under),
                reader.GetFieldValue<DateTimeOffset>(4), reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return keys;
    }

    private async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string by, DateTimeOffset now, CancellationToken ct)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var kid = Jwk.Thumbprint(point);
        await ExecuteAsync(
            connection, transaction, "INSERT INTO proof_keys (org_id, kid, x, y, private_key, not_before, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)", ct,
            Installation.OrgId, kid, point.X!, point.Y!, RingKey.Encrypt(key, kid, under), now, by);
    }

    /// <summary>From the worker's pool: whoever signs holds a connection of the other one.</summary>
    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = await database.OpenWorkerAsync(ct);
        await ExecuteAsync(connection, null, "SELECT set_config('app.org_id', $1, false)", ct, Installation.OrgId.ToString());
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Snapshot(IReadOnlyList<RingKey> Keys, DateTimeOffset At)
    {
        public RingKey? Signer(DateTimeOffset now)
        {
            RingKey? oldest = null;
            foreach (var key in Keys)
            {
                if (key.Private is not null && (key.NotAfter is null || key.NotAfter > now))
                {
                    oldest = key;
                    if (key.NotBefore <= now)
                    {
                        break;
                    }
                }
            }

            return oldest;
        }
    }
}
