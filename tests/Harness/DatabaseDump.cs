using System.IO.Compression;
using System.Text;
using Npgsql;

namespace Harness;

/// <summary>Everything a server holds, as a person with a dump could read it: every column of every row of every table, and what is compressed in it.</summary>
public static class DatabaseDump
{
    /// <summary>Each row as bytes, with its table.</summary>
    public static async IAsyncEnumerable<(string Table, byte[] Bytes)> Rows(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var table in await Tables(connection))
        {
            await using var command = new NpgsqlCommand($"SELECT * FROM {table}", connection) { CommandTimeout = 300, AllResultTypesAreUnknown = false };
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                using var row = new MemoryStream();
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    if (!reader.IsDBNull(i))
                    {
                        Add(row, reader.GetValue(i));
                    }
                }

                yield return (table, row.ToArray());
            }
        }
    }

    public static async Task<List<string>> Databases(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return await List(connection, "SELECT datname FROM pg_database WHERE NOT datistemplate");
    }

    private static Task<List<string>> Tables(NpgsqlConnection connection) =>
        List(connection, "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");

    private static async Task<List<string>> List(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    private static void Add(MemoryStream row, object value)
    {
        switch (value)
        {
            case byte[] bytes:
                row.Write(bytes);
                // Payloads are Brotli from the first byte, compiled windows after one that says so.
                Unpack(row, bytes, 0);
                Unpack(row, bytes, 1);
                break;
            case Array many:
                foreach (var one in many)
                {
                    if (one is not null)
                    {
                        Add(row, one);
                    }
                }

                break;
            default:
                row.Write(Encoding.UTF8.GetBytes(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? ""));
                break;
        }

        row.WriteByte((byte)'\n');
    }

    private static void Unpack(MemoryStream row, byte[] bytes, int from)
    {
        if (bytes.Length <= from)
        {
            return;
        }

        var before = row.Length;
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(bytes, from, bytes.Length - from), CompressionMode.Decompress);
            brotli.CopyTo(row);
        }
        catch (InvalidDataException)
        {
            // Not compressed, then.
            row.SetLength(before);
        }
        catch (InvalidOperationException)
        {
            row.SetLength(before);
        }
    }
}
