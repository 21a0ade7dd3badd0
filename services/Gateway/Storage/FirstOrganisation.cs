using Gateway.Domain;
using Npgsql;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;

namespace Gateway.Storage;

/// <summary>The organisation that a state directory starts with, and the installation's own key. Any number of starters may do this at once: the unique indexes decide.</summary>
internal sealed class FirstOrganisation(Database<GatewayDb> database, CredentialStore credentials, TimeProvider clock)
{
    private const string Slug = "default";
    private Guid? _id;

    public async ValueTask<Guid> IdAsync(CancellationToken cancel)
    {
        if (_id is { } known)
        {
            return known;
        }
        if (await Read(cancel) is { } found)
        {
            return (_id = found).Value;
        }
        var wanted = Guid.CreateVersion7(clock.GetUtcNow());
        await using (var connection = await database.OpenAsync(wanted, cancel))
        {
            await using var command = new NpgsqlCommand("""
                INSERT INTO organisations (org_id, slug, name, created_at) VALUES ($1, $2, 'Default organisation', $3) ON CONFLICT (slug) DO NOTHING
                """, connection) { Parameters = { new() { Value = wanted }, new() { Value = Slug }, new() { Value = clock.GetUtcNow().UtcDateTime } } };
            await command.ExecuteNonQueryAsync(cancel);
        }
        return (_id = await Read(cancel) ?? throw new InvalidOperationException("The first organisation was neither found nor made.")).Value;
    }

    /// <summary>Makes the configured key valid as owner, and ends the one that was configured before it.</summary>
    public async Task EnsureOwnerKey(string secret, CancellationToken cancel)
    {
        if (!KeySecret.IsWellFormed(secret))
        {
            throw new StartupException("Gateway:OwnerKey must be ctx_ and 43 base64url characters (256 random bits).");
        }
        var org = await IdAsync(cancel);
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenAsync(org, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var insert = new NpgsqlCommand("""
            INSERT INTO api_keys (id, org_id, name, role, prefix, secret_hash, managed, created_by, created_at)
            VALUES ($1, $2, 'owner', 'owner', $3, $4, true, 'configuration', $5)
            ON CONFLICT (secret_hash) DO UPDATE SET revoked_at = NULL, revoked_by = NULL WHERE api_keys.managed
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7(now) }, new() { Value = org }, new() { Value = KeySecret.Prefix(secret) },
                new() { Value = KeySecret.Hash(secret) }, new() { Value = now.UtcDateTime },
            },
        })
        {
            await insert.ExecuteNonQueryAsync(cancel);
        }
        await using (var end = new NpgsqlCommand("""
            UPDATE api_keys SET revoked_at = $1, revoked_by = 'configuration' WHERE managed AND secret_hash <> $2 AND revoked_at IS NULL
            """, connection, transaction) { Parameters = { new() { Value = now.UtcDateTime }, new() { Value = KeySecret.Hash(secret) } } })
        {
            await end.ExecuteNonQueryAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
        credentials.ForgetAll();
    }

    private async Task<Guid?> Read(CancellationToken cancel)
    {
        await using var connection = await database.OpenWorkerAsync(cancel);
        await using var command = new NpgsqlCommand("SELECT org_id FROM organisations WHERE slug = $1", connection) { Parameters = { new() { Value = Slug } } };
        return await command.ExecuteScalarAsync(cancel) as Guid?;
    }
}
