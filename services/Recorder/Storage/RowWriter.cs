using Npgsql;
using Substrate.Proof;

namespace Recorder.Storage;

/// <summary>A row names a column that this version's table does not have.</summary>
internal sealed class UnknownColumnException(string table, string column) : FormatException($"The table {table} has no column {column} in this version.");

/// <summary>Writes rows back as <see cref="StoredRow"/> holds them: PostgreSQL reads its own JSON into the table's types, so every value is what it was.</summary>
internal static class RowWriter
{
    /// <param name="rows">Of one table and one organisation; their columns are those that any of them has, what a row lacks is null.</param>
    public static async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, string table, IReadOnlyList<StoredRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var known = await ColumnsAsync(connection, transaction, table, ct);
        var named = rows.SelectMany(row => row.Columns.Keys).ToHashSet(StringComparer.Ordinal);
        // Only names out of the catalogue become part of the statement.
        var columns = known.Where(column => named.Contains(column.Name) && !column.Generated).Select(column => column.Name).ToList();
        if (named.FirstOrDefault(name => known.TrueForAll(column => column.Name != name)) is { } unknown)
        {
            throw new UnknownColumnException(table, unknown);
        }

        var list = string.Join(", ", columns.Select(column => $"\"{column}\""));
        await using var command = new NpgsqlCommand(
            $"INSERT INTO {table} (org_id, {list}) SELECT $1, {list} FROM json_populate_recordset(NULL::{table}, $2::text::json)", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = $"[{string.Join(',', rows.Select(row => row.Write()))}]" } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<(string Name, bool Generated)>> ColumnsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT attname::text, attgenerated <> '' FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'org_id' ORDER BY attnum",
            connection, transaction)
        {
            Parameters = { new() { Value = table } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var columns = new List<(string, bool)>();
        while (await reader.ReadAsync(ct))
        {
            columns.Add((reader.GetString(0), reader.GetBoolean(1)));
        }

        return columns;
    }
}
