using System.Data;
using Npgsql;

namespace Recorder.Storage;

/// <summary>A lock that many share, held by a connection from before a transaction until after it.</summary>
internal sealed class AdvisoryHold : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly string name;

    private AdvisoryHold(NpgsqlConnection connection, string name) => (this.connection, this.name) = (connection, name);

    public static async Task<AdvisoryHold> TakeAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await ExecuteAsync(connection, "SELECT pg_advisory_lock_shared(hashtextextended($1, 0))", name, ct);
        return new AdvisoryHold(connection, name);
    }

    // A connection that broke has lost it already.
    public async ValueTask DisposeAsync()
    {
        if (connection.State == ConnectionState.Open)
        {
            await ExecuteAsync(connection, "SELECT pg_advisory_unlock_shared(hashtextextended($1, 0))", name, CancellationToken.None);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        await command.ExecuteNonQueryAsync(ct);
    }
}
