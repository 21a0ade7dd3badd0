using Microsoft.EntityFrameworkCore;
using Npgsql;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Schema;

/// <summary>
/// Brings a service's database to the schema this build knows: database and roles when absent, then the plumbing's migrations, then the service's, each in
/// its own transaction as the owner role. Advisory locks let any number of starters run at once; one does the work, the others find it done.
/// </summary>
public sealed class SchemaRunner
{
    private const long RolesLock = 0x6374785f726f6c65; // "ctx_role": roles belong to the whole server, so every service takes the same lock
    private const long SchemaLock = 0x6374785f73636865; // "ctx_sche": advisory locks are per database

    private readonly ServiceRoles roles;
    private readonly NpgsqlConnectionStringBuilder admin;
    private readonly IReadOnlyList<Migration> migrations;

    private SchemaRunner(ServiceRoles roles, NpgsqlConnectionStringBuilder admin, IReadOnlyList<Migration> migrations)
    {
        this.roles = roles;
        this.admin = new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Pooling = false, ApplicationName = roles.Service + "_schema" };
        this.migrations = migrations;
    }

    public static SchemaRunner For<TDb>(Database<TDb> database) where TDb : DbContext
    {
        ArgumentNullException.ThrowIfNull(database);
        var assembly = typeof(TDb).Assembly;
        var own = Migration.Read(assembly, typeof(TDb).Namespace + ".Schema.", database.Roles.Service);
        if (own.Count == 0) own = Migration.Read(assembly, assembly.GetName().Name + ".Storage.Schema.", database.Roles.Service);
        return new SchemaRunner(
            database.Roles, database.Admin,
            [.. Migration.Read(typeof(SchemaRunner).Assembly, "ServiceDefaults.Schema.Common.", "common"), .. own]);
    }

    /// <summary>Applies what is not applied yet.</summary>
    /// <returns>How many migrations this call applied.</returns>
    public async Task<int> UpAsync(CancellationToken ct)
    {
        await CreateRolesAndDatabaseAsync(ct);
        await using var connection = await OpenAsOwnerAsync(ct);
        var applied = await AppliedAsync(connection, ct);
        var count = 0;
        foreach (var migration in migrations.Where(migration => !applied.Contains((migration.Component, migration.Version))))
        {
            await ApplyAsync(connection, migration, migration.Up,
                "INSERT INTO schema_versions (component, version, name) VALUES ($1, $2, $3)", ct, migration.Component, migration.Version, migration.Name);
            count++;
        }
        return count;
    }

    /// <summary>Takes every migration back, last first; the database stays, empty.</summary>
    public async Task RevertAllAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsOwnerAsync(ct);
        var applied = await AppliedAsync(connection, ct);
        foreach (var migration in migrations.Reverse().Where(migration => applied.Contains((migration.Component, migration.Version))))
        {
            await ApplyAsync(connection, migration, migration.Down,
                "DELETE FROM schema_versions WHERE component = $1 AND version = $2", ct, migration.Component, migration.Version);
        }
        await ExecuteAsync(connection, null, "DROP TABLE schema_versions", ct);
    }

    private async Task CreateRolesAndDatabaseAsync(CancellationToken ct)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = "postgres" };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(ct);
        await ExecuteAsync(connection, null, $"SELECT pg_advisory_lock({RolesLock})", ct);
        await ExecuteAsync(connection, null, string.Join('\n', new[] { roles.Owner, roles.App, roles.Worker }.Select(CreateRole)), ct);
        var database = admin.Database!;
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await exists.ExecuteScalarAsync(ct) is null)
        {
            await ExecuteAsync(connection, null, $"CREATE DATABASE {Quote(database)} OWNER {roles.Owner}", ct);
        }
        await ExecuteAsync(connection, null,
            $"""
            REVOKE CONNECT, TEMPORARY ON DATABASE {Quote(database)} FROM PUBLIC;
            GRANT CONNECT, TEMPORARY ON DATABASE {Quote(database)} TO {roles.App}, {roles.Worker};
            """, ct);
    }

    // The password is set on every start, so that a new Identity:Key takes hold. Granting the owner to the login lets one that is no superuser act as it.
    private string CreateRole(string role) =>
        $"""
        DO $do$ BEGIN
          IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN
            CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE INHERIT;
          END IF;
          {(role == roles.Owner
              ? $"IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN EXECUTE format('GRANT {role} TO %I WITH SET TRUE, INHERIT TRUE', current_user); END IF;"
              : $"ALTER ROLE {role} LOGIN PASSWORD '{roles.PasswordOf(role)}';")}
        END $do$;
        """;

    private async Task<NpgsqlConnection> OpenAsOwnerAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(admin.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            await ExecuteAsync(connection, null,
                $"""
                SELECT pg_advisory_lock({SchemaLock});
                SET ROLE {roles.Owner};
                SET client_min_messages = warning;
                CREATE TABLE IF NOT EXISTS schema_versions (
                  component text NOT NULL, version integer NOT NULL, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
                  PRIMARY KEY (component, version));
                ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {roles.App}, {roles.Worker};
                ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {roles.App}, {roles.Worker};
                """, ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<HashSet<(string Component, int Version)>> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT component, version FROM schema_versions", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var applied = new HashSet<(string, int)>();
        while (await reader.ReadAsync(ct)) applied.Add((reader.GetString(0), reader.GetInt32(1)));
        return applied;
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, string script, string record, CancellationToken ct, params object[] values)
    {
        // Only the plumbing's own scripts name a role: its worker reads across organisations.
        var sql = migration.Component == "common" ? script.Replace("{worker}", roles.Worker, StringComparison.Ordinal) : script;
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await ExecuteAsync(connection, transaction, sql, ct);
        }
        catch (PostgresException e)
        {
            throw new InvalidOperationException($"Migration {migration.Component} {migration.Version:0000}_{migration.Name} failed: {e.MessageText} (position {e.Position})", e);
        }
        await using (var command = new NpgsqlCommand(record, connection, transaction))
        {
            foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
            await command.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Quote(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
