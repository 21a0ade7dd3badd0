using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Tenancy;
using Substrate.Trace;

namespace Recorder.Features.Runs;

/// <summary>The steps of a run as a comparison sees them.</summary>
internal static class StepSigns
{
    private static readonly Dictionary<string, StepKind> Kinds = Enum.GetValues<StepKind>().ToDictionary(SnakeCase.OfEnum, StringComparer.Ordinal);

    public static async Task<List<StepSign>> ReadAsync(NpgsqlConnection connection, Guid orgId, Guid runId, CancellationToken ct)
    {
        // What went into a model call is the whole window, which differs after the first difference; what came out of it is what it did.
        var steps = new List<(int Seq, StepKind Kind, string? Tool, string? Told, string Payloads)>();
        await using (var command = new NpgsqlCommand(
            """
            SELECT seq, kind, tool, encode(COALESCE(args_hash, output_hash, input_hash), 'hex'),
              concat_ws('/', encode(args_hash, 'hex'), encode(result_hash, 'hex'), encode(output_hash, 'hex'), CASE WHEN output_hash IS NULL AND tool IS NULL THEN encode(input_hash, 'hex') END,
                is_error, exit_code, error)
            FROM steps WHERE org_id = $1 AND run_id = $2 ORDER BY seq
            """, connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        })
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                steps.Add((reader.GetInt32(0), Kinds[reader.GetString(1)], reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetString(4)));
            }
        }

        var previews = await BlobPreviews.ReadAsync(connection, orgId, steps.Select(s => s.Told).OfType<string>(), ct);
        return [.. steps.Select(s => StepSign.Of(s.Seq, s.Kind, s.Tool, s.Told is null ? null : previews.GetValueOrDefault(s.Told), s.Payloads))];
    }
}
