using System.Collections.Concurrent;
using System.Text.Json;
using Context.Domain;
using Contracts.Context;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;
using Substrate.Json;

namespace Context.Storage;

/// <summary>Profiles that an organisation made, beside the platform's own. A version never changes, so one that was read is remembered.</summary>
internal sealed class ProfileStore(Database<ContextDb> database)
{
    private const string Columns = "name, version, settings, hash, base, author, reason, at";
    private const int MostRemembered = 1_000;
    private readonly ConcurrentDictionary<(Guid Org, string Name, int Version), StoredProfile> remembered = new();

    /// <summary>The version asked for, or the latest of the name; null when there is none. What cannot be a name or a number is none's.</summary>
    public async Task<StoredProfile?> FindAsync(Guid orgId, ProfileName asked, CancellationToken ct)
    {
        if (IsTold(orgId, asked, out var found))
        {
            return found;
        }

        await using var connection = await database.OpenAsync(orgId, ct);
        return await ReadAsync(connection, null, orgId, asked, ct);
    }

    /// <summary>The same as the caller's transaction sees it.</summary>
    public async Task<StoredProfile?> FindWithinAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, ProfileName asked, CancellationToken ct) =>
        IsTold(orgId, asked, out var found) ? found : await ReadAsync(connection, transaction, orgId, asked, ct);

    /// <summary>What a compile gets that asks for no profile.</summary>
    public async Task<StoredProfile> DefaultAsync(Guid orgId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(orgId, ct);
        return await DefaultWithinAsync(connection, null, orgId, ct);
    }

    public async Task<StoredProfile> DefaultWithinAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, CancellationToken ct)
    {
        string name;
        int version;
        await using (var command = new NpgsqlCommand("SELECT name, version FROM profile_defaults WHERE org_id = $1 ORDER BY n DESC LIMIT 1", connection, transaction))
        {
            command.Parameters.Add(new() { Value = orgId });
            await using var reader = await command.ExecuteReaderAsync(ct);
            if (!await reader.ReadAsync(ct))
            {
                return StoredProfile.Default;
            }

            (name, version) = (reader.GetString(0), reader.GetInt32(1));
        }

        // The built-in one of an earlier build is not in this one: then this build's own.
        return name == StoredProfile.Default.Name ? StoredProfile.Default
            : await FindWithinAsync(connection, transaction, orgId, new(name, version), ct) ?? throw new InvalidDataException($"The default profile {name}@{version} is gone.");
    }

    /// <summary>All versions of one name, or of every name; newest first within a name.</summary>
    public async Task<IReadOnlyList<StoredProfile>> ListAsync(Guid orgId, string? name, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(orgId, ct);
        await using var command = new NpgsqlCommand(
            $"SELECT {Columns} FROM profiles WHERE org_id = $1 AND ($2 IS NULL OR name = $2) ORDER BY name, version DESC", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = (object?)name ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } },
        };
        var found = new List<StoredProfile>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(Row(reader));
        }

        return found;
    }

    /// <summary>Which profile was made the default when; newest first, the latest 200.</summary>
    public async Task<IReadOnlyList<DefaultProfileChange>> DefaultsAsync(Guid orgId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(orgId, ct);
        await using var command = new NpgsqlCommand(
            "SELECT from_name, from_version, name, version, author, reason, at FROM profile_defaults WHERE org_id = $1 ORDER BY n DESC LIMIT 200", connection)
        {
            Parameters = { new() { Value = orgId } },
        };
        var changes = new List<DefaultProfileChange>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            changes.Add(new(
                ProfileName.Of(reader.GetString(0), reader.GetInt32(1)), ProfileName.Of(reader.GetString(2), reader.GetInt32(3)), reader.GetString(4), reader.GetString(5),
                reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return changes;
    }

    /// <summary>True when it can be said without asking the database.</summary>
    private bool IsTold(Guid orgId, ProfileName asked, out StoredProfile? found)
    {
        found = null;
        if (!ProfileRules.IsName(asked.Name) || asked.Version < 1)
        {
            return true;
        }
        if (asked.Name == StoredProfile.Default.Name)
        {
            found = asked.Version is null || asked.Version == StoredProfile.Default.Version ? StoredProfile.Default : null;
            return true;
        }

        return asked.Version is { } version && remembered.TryGetValue((orgId, asked.Name, version), out found);
    }

    private async Task<StoredProfile?> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, ProfileName asked, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {Columns} FROM profiles
            WHERE org_id = $1 AND name = $2 AND ($3 IS NULL OR version = $3) ORDER BY version DESC LIMIT 1
            """, connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = asked.Name }, new() { Value = (object?)asked.Version ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }

        var found = Row(reader);
        if (remembered.Count >= MostRemembered)
        {
            remembered.Clear();
        }

        return remembered[(orgId, found.Name, found.Version)] = found;
    }

    private static StoredProfile Row(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt32(1), JsonSerializer.Deserialize<ProfileSettings>(row.GetString(2), PlatformJson.Options)!, row.GetString(3),
        row.IsDBNull(4) ? null : row.GetString(4), row.GetString(5), row.GetString(6), row.GetFieldValue<DateTimeOffset>(7), false);
}
