using Npgsql;

namespace Harness;

/// <summary>The PostgreSQL that tests run on (environment <c>CTX_TEST_POSTGRES</c>: an Npgsql connection string of a login that may create roles and databases).</summary>
public static class TestPostgres
{
    public static NpgsqlConnectionStringBuilder Admin(string database)
    {
        var text = Environment.GetEnvironmentVariable("CTX_TEST_POSTGRES");
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidOperationException("CTX_TEST_POSTGRES is not set. Run the tests with ./dev test, or set it to a connection string such as Host=127.0.0.1;Port=5432;Username=postgres;Password=postgres.");
        }
        return new NpgsqlConnectionStringBuilder(text) { Database = database, IncludeErrorDetail = true };
    }

    /// <summary>A name no other test run uses.</summary>
    public static string NewName(string service) => $"test_{service}_{Environment.ProcessId}_{Guid.NewGuid().ToString("N")[..10]}";

    public static async Task DropAsync(string database)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Admin("postgres").ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)", connection);
        await command.ExecuteNonQueryAsync();
    }
}
