using System.Text;
using Npgsql;
using Recorder.Domain;

namespace Recorder.Storage;

/// <summary>The first characters of payloads, by hash.</summary>
internal static class BlobPreviews
{
    private const int Batch = 4000;

    public static async Task<Dictionary<string, string>> ReadAsync(NpgsqlConnection connection, Guid orgId, IEnumerable<string> hashes, CancellationToken ct)
    {
        var previews = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var some in hashes.Distinct(StringComparer.Ordinal).Select(Convert.FromHexString).Chunk(Batch))
        {
            await using var command = new NpgsqlCommand("SELECT hash, preview, CASE WHEN preview IS NULL THEN data END FROM blobs WHERE org_id = $1 AND hash = ANY($2)", connection)
            {
                Parameters = { new() { Value = orgId }, new() { Value = some } },
            };
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                previews[Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(0))] =
                    reader.IsDBNull(1) ? SafeText.Preview(Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(2))) : reader.GetString(1);
            }
        }

        return previews;
    }
}
