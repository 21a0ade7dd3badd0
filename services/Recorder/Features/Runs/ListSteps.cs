using System.Text;
using Contracts;
using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs/{id}/steps: in seq order. Payloads are named by hash, with their first characters.</summary>
internal static class ListSteps
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/steps", Handle)
        .WithName("Recorder.ListSteps").WithSummary("Steps of a run, in order")
        .ProducesProblem(404);

    private static async Task<Results<Ok<Page<StepView>>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database<RecorderDb> database, CancellationToken ct, string? cursor = null, int? limit = null)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem) || !page.TryAfter(out var after, out problem))
        {
            return problem!;
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is null)
        {
            return RunRefusals.NoSuchRun(id);
        }

        var from = (int)Math.Clamp((after ?? -1) + 1, 0, int.MaxValue);
        var rows = await StepRow.PageAsync(connection, caller.OrgId, id, from, page.Limit + 1, ct);
        var more = rows.Count > page.Limit;
        if (more)
        {
            rows.RemoveAt(page.Limit);
        }

        var previews = await PreviewsAsync(connection, caller.OrgId, rows, ct);
        var redactions = await RedactionsAsync(connection, caller.OrgId, id, rows, ct);
        return TypedResults.Ok(new Page<StepView>([.. rows.Select(r => View(r, previews, redactions[r.Seq]))], more ? Cursor.Encode(rows[^1].Seq) : null));
    }

    private static StepView View(StepRow row, Dictionary<string, string> previews, IEnumerable<StepRedaction> redactions)
    {
        var call = row.Tool is null ? null : new ToolCallView(
            row.CallId ?? string.Empty, row.Tool, row.ArgsHash, row.ResultHash, row.IsError, row.ExitCode, Preview(row.ArgsHash), Preview(row.ResultHash));
        return new StepView(
            row.Seq, row.Kind, row.Parent, row.T0, row.T1, row.Name, row.Model, row.InputHash, row.OutputHash, call, row.Tokens, row.Cost, row.Error, row.Replayable,
            Preview(row.OutputHash) ?? Preview(row.InputHash), [.. redactions], row.ContentHash, row.ChainHash);

        string? Preview(string? hash) => hash is null ? null : previews.GetValueOrDefault(hash);
    }

    private static async Task<Dictionary<string, string>> PreviewsAsync(NpgsqlConnection connection, Guid orgId, List<StepRow> rows, CancellationToken ct)
    {
        var hashes = rows.SelectMany(r => r.Payloads()).Distinct(StringComparer.Ordinal).Select(Convert.FromHexString).ToArray();
        var previews = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("SELECT hash, preview, CASE WHEN preview IS NULL THEN data END FROM blobs WHERE org_id = $1 AND hash = ANY($2)", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = hashes } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            previews[Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(0))] =
                reader.IsDBNull(1) ? SafeText.Preview(Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(2))) : reader.GetString(1);
        }

        return previews;
    }

    private static async Task<ILookup<int, StepRedaction>> RedactionsAsync(NpgsqlConnection connection, Guid orgId, Guid id, List<StepRow> rows, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT seq, field, kind, count FROM payload_redactions WHERE org_id = $1 AND run_id = $2 AND seq = ANY($3) ORDER BY seq, field, kind", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = id }, new() { Value = rows.Select(r => r.Seq).ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<(int Seq, StepRedaction Redaction)>();
        while (await reader.ReadAsync(ct))
        {
            found.Add((reader.GetInt32(0), new StepRedaction(reader.GetString(1), reader.GetString(2), reader.GetInt32(3))));
        }

        return found.ToLookup(f => f.Seq, f => f.Redaction);
    }
}
