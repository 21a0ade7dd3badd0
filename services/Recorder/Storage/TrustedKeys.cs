using System.Text.Json;
using Npgsql;
using Substrate.Proof;

namespace Recorder.Storage;

/// <param name="Jwk">The key as it was given (JSON).</param>
internal sealed record TrustedKey(string Kid, string Name, string Jwk, string AddedBy, DateTimeOffset AddedAt)
{
    public Jwk? Verifier
    {
        get
        {
            using var json = JsonDocument.Parse(Jwk);
            return Substrate.Proof.Jwk.Read(json.RootElement, out _);
        }
    }
}

/// <summary>Keys of other installations whose bundles an organisation accepts.</summary>
internal static class TrustedKeys
{
    public static async Task<List<TrustedKey>> ListAsync(NpgsqlConnection connection, Guid orgId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT kid, name, jwk, added_by, added_at FROM proof_trusted_keys WHERE org_id = $1 ORDER BY added_at DESC, kid", connection)
        {
            Parameters = { new() { Value = orgId } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var keys = new List<TrustedKey>();
        while (await reader.ReadAsync(ct))
        {
            keys.Add(new TrustedKey(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return keys;
    }

    /// <returns>False when a key with that id is trusted already.</returns>
    public static async Task<bool> AddAsync(NpgsqlConnection connection, Guid orgId, TrustedKey key, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO proof_trusted_keys (org_id, kid, name, jwk, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", connection)
        {
            Parameters =
            {
                new() { Value = orgId }, new() { Value = key.Kid }, new() { Value = key.Name }, new() { Value = key.Jwk }, new() { Value = key.AddedBy }, new() { Value = key.AddedAt },
            },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    public static async Task<bool> RemoveAsync(NpgsqlConnection connection, Guid orgId, string kid, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("DELETE FROM proof_trusted_keys WHERE org_id = $1 AND kid = $2", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = kid } },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}
