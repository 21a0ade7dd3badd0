using Npgsql;
using Xunit;
using Xunit.Sdk;

namespace Harness;

/// <summary>
/// The wall between organisations, proven on the real tables: for every table with an <c>org_id</c>, row-level security is on and forced, the app role neither
/// owns it nor bypasses it, and with no filter in the query another organisation, or none, reads and changes nothing.
/// </summary>
public static class RlsProof
{
    private static readonly string[] Plumbing = ["orgs", "outbox", "outbox_deliveries", "inbox", "dead_letters", "jobs", "job_errors", "idempotency_keys"];

    /// <summary>Names of the tables of a service that hold rows of organisations, so that a theory can name each.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(TestPlatform platform, string service)
    {
        ArgumentNullException.ThrowIfNull(platform);
        await using var admin = await platform.OpenAdminAsync(service);
        return await ReadAsync(admin,
            "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'org_id' ORDER BY 1");
    }

    /// <summary>Proves every table. Tables that hold no row yet get one made up from their column types.</summary>
    /// <returns>The tables proven.</returns>
    public static async Task<IReadOnlyList<string>> Holds(TestPlatform platform, string service)
    {
        var tables = await TablesAsync(platform, service);
        Assert.True(Plumbing.All(tables.Contains), "The common tables are missing.");
        await using var admin = await platform.OpenAdminAsync(service);
        var without = await ReadAsync(admin,
            """
            SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'schema_versions'
            AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'org_id')
            """);
        Assert.True(without.Count == 0, "Tables without org_id: " + string.Join(", ", without));
        foreach (var table in tables) await Table(platform, service, table);
        return tables;
    }

    public static async Task Table(TestPlatform platform, string service, string table)
    {
        ArgumentNullException.ThrowIfNull(platform);
        await using var admin = await platform.OpenAdminAsync(service);
        await AssertForcedAsync(admin, service, table);
        var (org, row) = await SampleAsync(admin, platform.Org, table);
        await AssertSeesAsync(platform, service, table, org);
        foreach (var stranger in new[] { Guid.CreateVersion7(), Guid.Empty }) await AssertWalledOffAsync(platform, service, table, row, stranger);
    }

    private static async Task AssertForcedAsync(NpgsqlConnection admin, string service, string table)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT c.relrowsecurity, c.relforcerowsecurity, o.rolname::text, bool_or(r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, c.relowner, 'MEMBER'))
            FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner CROSS JOIN pg_roles r
            WHERE c.oid = $1::regclass AND r.rolname IN ($2, $3) GROUP BY 1, 2, 3
            """, admin) { Parameters = { new() { Value = Quote(table) }, new() { Value = service + "_app" }, new() { Value = service + "_worker" } } };
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync(), $"{table}: the roles of {service} do not exist.");
        Assert.True(reader.GetBoolean(0), $"{table}: row-level security is off.");
        Assert.True(reader.GetBoolean(1), $"{table}: row-level security is not forced.");
        Assert.Equal(service + "_owner", reader.GetString(2));
        Assert.False(reader.GetBoolean(3), $"{table}: the app or worker role is the owner, a superuser, or bypasses row-level security.");
    }

    /// <summary>The wall must have a door, or the proof would hold for a table nobody can read.</summary>
    private static async Task AssertSeesAsync(TestPlatform platform, string service, string table, Guid org)
    {
        await using var own = await platform.OpenAppAsync(service, org);
        Assert.True(await CountAsync(own, table) > 0, $"{table}: its own organisation does not see its row.");
    }

    private static async Task AssertWalledOffAsync(TestPlatform platform, string service, string table, string row, Guid stranger)
    {
        var who = stranger == Guid.Empty ? "no organisation" : "another organisation";
        await using var connection = await platform.OpenAppAsync(service, stranger);
        Assert.True(await CountAsync(connection, table) == 0, $"{table}: {who} reads rows.");
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var update = new NpgsqlCommand($"UPDATE {Quote(table)} SET org_id = org_id", connection, transaction);
            Assert.True(await update.ExecuteNonQueryAsync() == 0, $"{table}: {who} updates rows.");
            await using var delete = new NpgsqlCommand($"DELETE FROM {Quote(table)}", connection, transaction);
            Assert.True(await delete.ExecuteNonQueryAsync() == 0, $"{table}: {who} deletes rows.");
            await transaction.RollbackAsync();
        }
        await using var insert = new NpgsqlCommand(await InsertAsync(connection, table), connection) { Parameters = { new() { Value = row, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb } } };
        var refused = await Assert.ThrowsAsync<PostgresException>(() => insert.ExecuteNonQueryAsync());
        Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{table}: {who} is stopped from inserting by {refused.MessageText}, not by the wall.");
    }

    private static async Task<(Guid Org, string Row)> SampleAsync(NpgsqlConnection admin, Guid org, string table)
    {
        var read = $"SELECT org_id, to_jsonb(t)::text FROM {Quote(table)} t LIMIT 1";
        if (await ReadRowAsync(admin, read) is { } found) return found;
        var columns = await ReadAsync(admin,
            $"""
            SELECT a.attname || E'\t' || format_type(a.atttypid, NULL) FROM pg_attribute a WHERE a.attrelid = '{Quote(table)}'::regclass AND a.attnum > 0
            AND NOT a.attisdropped AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = ''
            """);
        var values = columns.Select(column => column.Split('\t')).ToDictionary(column => column[0], column => column[0] == "org_id" ? $"'{org}'" : Example(column[1]));
        var sql = $"SET session_replication_role = replica; INSERT INTO {Quote(table)} ({string.Join(", ", values.Keys.Select(Quote))}) VALUES ({string.Join(", ", values.Values)}); SET session_replication_role = origin;";
        try
        {
            await using var command = new NpgsqlCommand(sql, admin);
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException e)
        {
            throw new XunitException($"{table} is empty and no row could be made up ({e.MessageText}). Write one before this proof.", e);
        }
        return (await ReadRowAsync(admin, read))!.Value;
    }

    private static string Example(string type) => type switch
    {
        "uuid" => $"'{Guid.CreateVersion7()}'",
        "text" or "character varying" or "character" or "citext" => "'x'",
        "integer" or "bigint" or "smallint" or "numeric" or "double precision" or "real" => "1",
        "boolean" => "false",
        "jsonb" or "json" => "'{}'",
        "bytea" => "'\\x00'",
        "date" => "current_date",
        "tsvector" => "''",
        _ when type.StartsWith("timestamp", StringComparison.Ordinal) => "now()",
        _ when type.EndsWith("[]", StringComparison.Ordinal) => "'{}'",
        _ => throw new XunitException($"No example for a column of type {type}; write a row before this proof."),
    };

    private static async Task<string> InsertAsync(NpgsqlConnection connection, string table)
    {
        var columns = string.Join(", ", (await ReadAsync(connection,
            $"SELECT attname::text FROM pg_attribute WHERE attrelid = '{Quote(table)}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum")).Select(Quote));
        return $"INSERT INTO {Quote(table)} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM jsonb_populate_record(NULL::{Quote(table)}, $1)";
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {Quote(table)}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<(Guid, string)?> ReadRowAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetGuid(0), reader.GetString(1)) : null;
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync()) values.Add(reader.GetString(0));
        return values;
    }

    private static string Quote(string identifier) => '"' + identifier + '"';
}
