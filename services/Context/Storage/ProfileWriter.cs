using System.Text.Json;
using Context.Domain;
using Npgsql;
using NpgsqlTypes;
using Substrate.Json;

namespace Context.Storage;

/// <summary>Adds to the profiles of an organisation, and to the row of its defaults; one writer of an organisation at a time.</summary>
internal static class ProfileWriter
{
    public static Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, CancellationToken ct) =>
        ExecuteAsync(connection, transaction, "SELECT pg_advisory_xact_lock(hashtextextended('profiles:' || $1::text, 0))", ct, orgId);

    public static Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, StoredProfile profile, CancellationToken ct) => ExecuteAsync(
        connection, transaction,
        "INSERT INTO profiles (org_id, name, version, settings, hash, base, author, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", ct,
        orgId, profile.Name, profile.Version, JsonSerializer.Serialize(profile.Settings, PlatformJson.Options), profile.Hash, profile.Base, profile.Author, profile.Reason, profile.At!.Value);

    public static Task SetDefaultAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, StoredProfile from, StoredProfile to, string author, string reason, DateTimeOffset at,
        CancellationToken ct) => ExecuteAsync(
        connection, transaction,
        """
        INSERT INTO profile_defaults (org_id, n, from_name, from_version, name, version, author, reason, at)
        SELECT $1, COALESCE(max(n), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM profile_defaults WHERE org_id = $1
        """, ct, orgId, from.Name, from.Version, to.Name, to.Version, author, reason, at);

    private static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, CancellationToken ct, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } : new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
