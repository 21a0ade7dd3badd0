using Context.Domain;
using Context.Storage;
using Npgsql;
using ServiceDefaults.Tenancy;

namespace Context.Features.Sealing;

/// <summary>Seals the oldest receipts of one organisation that no seal covers yet.</summary>
internal static class SealReceipts
{
    public const int BatchSize = 1_000;

    // Only one replica appends to an organisation's chain at a time; the others find nothing to do.
    private const string Lock = "SELECT pg_try_advisory_xact_lock(hashtextextended('receipt-chain:' || @org::text, 0))";

    private const string Unsealed = "SELECT id, receipt_hash FROM compiles WHERE org_id = @org AND seal IS NULL ORDER BY at, id LIMIT @batch";

    private const string Last = "SELECT number, hash FROM receipt_seals WHERE org_id = @org ORDER BY number DESC LIMIT 1";

    private const string Append = """
        WITH sealed AS (
            UPDATE compiles SET seal = @number, leaf = l.leaf
            FROM unnest(@ids, @leaves) AS l (id, leaf)
            WHERE compiles.org_id = @org AND compiles.id = l.id AND compiles.seal IS NULL)
        INSERT INTO receipt_seals (org_id, number, previous_hash, root, receipts, hash, at) VALUES (@org, @number, @previous, @root, @receipts, @hash, @at)
        """;

    /// <summary>How many receipts were sealed.</summary>
    public static async Task<int> Next(Database<ContextDb> database, Guid orgId, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(orgId, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var taken = Command(Lock, connection, transaction, orgId))
        {
            if (!(bool)(await taken.ExecuteScalarAsync(cancel))!)
            {
                return 0;
            }
        }

        var receipts = new List<(Guid Id, string Hash)>();
        await using (var unsealed = Command(Unsealed, connection, transaction, orgId))
        {
            unsealed.Parameters.AddWithValue("batch", BatchSize);
            await using var rows = await unsealed.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
            {
                receipts.Add((rows.GetGuid(0), rows.GetString(1)));
            }
        }
        if (receipts.Count == 0)
        {
            return 0;
        }

        var (number, previous) = (0L, ReceiptChain.Start(orgId));
        await using (var last = Command(Last, connection, transaction, orgId))
        await using (var rows = await last.ExecuteReaderAsync(cancel))
        {
            if (await rows.ReadAsync(cancel))
            {
                (number, previous) = (rows.GetInt64(0), rows.GetString(1));
            }
        }

        var seal = ReceiptChain.Seal(number + 1, previous, [.. receipts.Select(r => ReceiptChain.Leaf(r.Id, r.Hash))]);
        await using var append = Command(Append, connection, transaction, orgId);
        append.Parameters.AddWithValue("ids", receipts.Select(r => r.Id).ToArray());
        append.Parameters.AddWithValue("leaves", Enumerable.Range(0, receipts.Count).ToArray());
        append.Parameters.AddWithValue("number", seal.Number);
        append.Parameters.AddWithValue("previous", seal.PreviousHash);
        append.Parameters.AddWithValue("root", seal.Root);
        append.Parameters.AddWithValue("receipts", seal.Receipts);
        append.Parameters.AddWithValue("hash", seal.Hash);
        append.Parameters.AddWithValue("at", now);
        await append.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return receipts.Count;
    }

    private static NpgsqlCommand Command(string sql, NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        command.Parameters.AddWithValue("org", orgId);
        return command;
    }
}
