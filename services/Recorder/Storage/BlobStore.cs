using Npgsql;
using NpgsqlTypes;
using Recorder.Domain;
using Substrate.Proof;

namespace Recorder.Storage;

internal sealed record StoredBlob(bool IsJson, int Length, BlobEncoding Encoding, byte[] Data);

/// <summary>Payloads by content.</summary>
internal static class BlobStore
{
    /// <summary>
    /// Stores what is not there yet, each statement on its own and in hash order: written outside the run's transaction, concurrent writers of the same
    /// payloads neither wait for each other's runs nor deadlock. A blob whose run was rolled back is harmless; the next run that has it reuses it.
    /// </summary>
    /// <param name="seen">Hashes known to be stored; those written are added.</param>
    public static Task WriteAsync(NpgsqlConnection connection, Guid orgId, IEnumerable<PreparedStep> steps, HashSet<string> seen, CancellationToken ct) =>
        WriteAsync(connection, orgId, steps.SelectMany(s => s.Payloads()), seen, ct);

    public static async Task WriteAsync(
        NpgsqlConnection connection, Guid orgId, IEnumerable<StoredPayload> payloads, HashSet<string> seen, CancellationToken ct)
    {
        var wanted = new SortedDictionary<string, StoredPayload>(StringComparer.Ordinal);
        foreach (var payload in payloads.Where(p => !seen.Contains(p.Hash)))
        {
            wanted.TryAdd(payload.Hash, payload);
        }

        if (wanted.Count == 0)
        {
            return;
        }

        await using (var known = new NpgsqlCommand("SELECT hash FROM blobs WHERE org_id = $1 AND hash = ANY($2)", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = wanted.Keys.Select(Convert.FromHexString).ToArray() } },
        })
        await using (var reader = await known.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                var hash = Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(0));
                wanted.Remove(hash);
                seen.Add(hash);
            }
        }

        var fresh = wanted.Values.ToArray();
        var packed = new (BlobEncoding Encoding, byte[] Data, int Length, bool IsJson, string? Preview)[fresh.Length];
        Parallel.For(0, fresh.Length, i =>
        {
            var (encoding, data) = BlobCodec.Pack(fresh[i].Text);
            var utf8 = encoding == BlobEncoding.Plain ? data : System.Text.Encoding.UTF8.GetBytes(fresh[i].Text);
            packed[i] = (encoding, data, utf8.Length, PayloadText.IsJson(utf8), encoding == BlobEncoding.Plain ? null : SafeText.Preview(fresh[i].Text));
        });
        for (var from = 0; from < fresh.Length;)
        {
            // By bytes too: a statement holds its parameters in memory on both sides.
            var (to, bytes) = (from, 0L);
            while (to < fresh.Length && to - from < 2000 && (to == from || bytes + packed[to].Data.Length < 8 << 20))
            {
                bytes += packed[to++].Data.Length;
            }

            await InsertAsync(connection, orgId, fresh.AsMemory(from, to - from), packed.AsMemory(from, to - from), ct);
            from = to;
        }

        seen.UnionWith(wanted.Keys);
    }

    /// <summary>
    /// While it is held, no payload is deleted: between finding one stored already and committing a step that refers to it, it must not go. Opened before the
    /// transaction, closed after it.
    /// </summary>
    public static Task<AdvisoryHold> HoldAsync(NpgsqlConnection connection, Guid orgId, CancellationToken ct) => AdvisoryHold.TakeAsync(connection, LockOf(orgId), ct);

    public static async Task CondemnAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, IReadOnlyCollection<string> hashes, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("INSERT INTO condemned_blobs (org_id, hash) SELECT $1, unnest($2) ON CONFLICT DO NOTHING", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = hashes.Select(Convert.FromHexString).ToArray() } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Deletes the condemned payloads that no step refers to. Waits up to <paramref name="patience"/> for a moment in which nobody is writing payloads, without
    /// standing in anybody's way meanwhile; what is not deleted then is deleted another time.
    /// </summary>
    public static async Task<long> SweepAsync(NpgsqlConnection connection, Guid orgId, TimeSpan patience, CancellationToken ct)
    {
        await using (var any = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM condemned_blobs WHERE org_id = $1)", connection) { Parameters = { new() { Value = orgId } } })
        {
            if (await any.ExecuteScalarAsync(ct) is false)
            {
                return 0;
            }
        }

        var until = DateTime.UtcNow + patience;
        while (true)
        {
            await using (var transaction = await connection.BeginTransactionAsync(ct))
            {
                await using var turn = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection, transaction) { Parameters = { new() { Value = LockOf(orgId) } } };
                if (await turn.ExecuteScalarAsync(ct) is true)
                {
                    await using var delete = new NpgsqlCommand(
                        """
                        WITH condemned AS (DELETE FROM condemned_blobs WHERE org_id = $1 RETURNING hash),
                          used AS (
                            SELECT DISTINCT h.hash FROM steps s, unnest(ARRAY[s.input_hash, s.output_hash, s.args_hash, s.result_hash]) AS h (hash)
                            WHERE s.org_id = $1 AND h.hash IN (SELECT hash FROM condemned))
                        DELETE FROM blobs b USING condemned c WHERE b.org_id = $1 AND b.hash = c.hash AND c.hash NOT IN (SELECT hash FROM used)
                        """, connection, transaction) { Parameters = { new() { Value = orgId } }, CommandTimeout = 600 };
                    var deleted = await delete.ExecuteNonQueryAsync(ct);
                    await transaction.CommitAsync(ct);
                    return deleted;
                }
            }

            if (DateTime.UtcNow >= until)
            {
                return 0;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }
    }

    private static string LockOf(Guid orgId) => $"blobs:{orgId}";

    public static async Task<Dictionary<string, StoredBlob>> ReadAsync(NpgsqlConnection connection, Guid orgId, IReadOnlyCollection<string> hashes, CancellationToken ct)
    {
        var found = new Dictionary<string, StoredBlob>(hashes.Count, StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("SELECT hash, is_json, length, encoding, data FROM blobs WHERE org_id = $1 AND hash = ANY($2)", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = hashes.Select(Convert.FromHexString).ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found[Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(0))] =
                new StoredBlob(reader.GetBoolean(1), reader.GetInt32(2), (BlobEncoding)reader.GetInt16(3), reader.GetFieldValue<byte[]>(4));
        }

        return found;
    }

    private static async Task InsertAsync(
        NpgsqlConnection connection, Guid orgId, ReadOnlyMemory<StoredPayload> payloads,
        ReadOnlyMemory<(BlobEncoding Encoding, byte[] Data, int Length, bool IsJson, string? Preview)> packed, CancellationToken ct)
    {
        var (ids, rows) = (payloads.ToArray(), packed.ToArray());
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO blobs (org_id, hash, is_json, length, encoding, preview, data, packed_sum)
            SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT DO NOTHING
            """, connection)
        {
            Parameters =
            {
                new() { Value = orgId },
                new() { Value = Array.ConvertAll(ids, p => Convert.FromHexString(p.Hash)) },
                new() { Value = Array.ConvertAll(rows, r => r.IsJson) },
                new() { Value = Array.ConvertAll(rows, r => r.Length) },
                new() { Value = Array.ConvertAll(rows, r => (short)r.Encoding) },
                new() { Value = Array.ConvertAll(rows, r => r.Preview), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = Array.ConvertAll(rows, r => r.Data) },
                new() { Value = Array.ConvertAll(rows, r => r.Encoding == BlobEncoding.Plain ? null : BlobCodec.Sum(r.Data)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
