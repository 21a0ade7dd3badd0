using Npgsql;
using Recorder.Storage;

namespace Recorder.Features.Import;

/// <summary>The bytes of accepted uploads, in the database until their job has ended.</summary>
internal static class ImportUpload
{
    /// <summary>How much waits, after dropping what belongs to jobs that have ended.</summary>
    public static async Task<(long Count, long Bytes)> PendingAsync(NpgsqlConnection connection, Guid orgId, CancellationToken ct)
    {
        await SweepAsync(connection, orgId, ct);
        await using var command = new NpgsqlCommand("SELECT count(*), COALESCE(sum(bytes), 0)::bigint FROM imports WHERE org_id = $1", connection)
        {
            Parameters = { new() { Value = orgId } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    public static Task SweepAsync(NpgsqlConnection connection, Guid orgId, CancellationToken ct) => ExecuteAsync(
        connection, null,
        """
        DELETE FROM imports i USING jobs j
        WHERE i.org_id = $1 AND j.org_id = $1 AND j.id = i.id AND j.status IN ('done', 'done_with_errors', 'failed', 'cancelled')
        """, ct, orgId);

    public static Task BeginAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid id, CancellationToken ct) =>
        ExecuteAsync(connection, transaction, "INSERT INTO imports (org_id, id, bytes) VALUES ($1, $2, 0)", ct, orgId, id);

    /// <param name="chunk">As <see cref="UploadCipher"/> sealed it.</param>
    public static Task AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid id, int n, byte[] chunk, CancellationToken ct) =>
        ExecuteAsync(connection, transaction, "INSERT INTO import_chunks (org_id, import_id, n, data) VALUES ($1, $2, $3, $4)", ct, orgId, id, n, chunk);

    public static Task EndAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid id, long bytes, CancellationToken ct) =>
        ExecuteAsync(connection, transaction, "UPDATE imports SET bytes = $3 WHERE org_id = $1 AND id = $2", ct, orgId, id, bytes);

    /// <summary>The upload as a file that goes with the process.</summary>
    public static async Task<Stream> SpoolAsync(NpgsqlConnection connection, UploadCipher cipher, Guid orgId, Guid id, CancellationToken ct)
    {
        var file = TemporaryFiles.Create();
        await using var command = new NpgsqlCommand("SELECT n, data FROM import_chunks WHERE org_id = $1 AND import_id = $2 ORDER BY n", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = id } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            await file.WriteAsync(cipher.Open(orgId, id, reader.GetInt32(0), reader.GetFieldValue<byte[]>(1)), ct);
        }

        return file;
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
}
