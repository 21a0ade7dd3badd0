using Npgsql;
using Substrate.Hashing;
using Substrate.Proof;

namespace Recorder.Storage;

/// <summary>One signature for each manifest, kept: the same content exported twice is the same file.</summary>
internal static class BundleSignatures
{
    public static async Task<string> ForAsync(NpgsqlConnection connection, Guid orgId, byte[] manifest, KeyRing ring, CancellationToken ct)
    {
        var hash = Convert.FromHexString(ContentHash.Of(manifest));
        await using var command = new NpgsqlCommand(
            """
            WITH mine AS (INSERT INTO bundle_signatures (org_id, manifest_hash, jws) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING jws)
            SELECT jws FROM mine UNION ALL SELECT jws FROM bundle_signatures WHERE org_id = $1 AND manifest_hash = $2
            """, connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = hash }, new() { Value = await ring.SignAsync(ProofSignature.BundleType, manifest, ct, detached: true) } },
        };
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }
}
