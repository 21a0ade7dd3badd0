using System.Text;
using System.Text.Json;
using Contracts.Recorder;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Json;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs/{id}/transcript: every step with its payload texts, one JSON object a line, streamed.</summary>
internal static class ReadTranscript
{
    private const int DefaultChars = 65_536;
    private const int MostChars = 16 << 20;
    private const int PageSteps = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/transcript", Handle)
        .WithName("Recorder.ReadTranscript").WithSummary("The whole run as JSON Lines")
        .WithDescription($"Payloads are cut at maxChars (default {DefaultChars}) and marked truncated.")
        .Produces<TranscriptStep>(StatusCodes.Status200OK, "application/x-ndjson")
        .ProducesProblem(404)
        .DisableRequestTimeout();

    private static async Task<IResult> Handle(Guid id, HttpContext http, Caller caller, Database<RecorderDb> database, CancellationToken ct, int? maxChars = null)
    {
        if (maxChars is < 1 or > MostChars)
        {
            return Problem.Invalid("invalid_parameter", $"maxChars must be 1 to {MostChars}.", "maxChars");
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is null)
        {
            return RunRefusals.NoSuchRun(id);
        }

        http.Response.ContentType = "application/x-ndjson";
        await foreach (var page in StepRow.PagesAsync(connection, caller.OrgId, id, PageSteps, ct))
        {
            var blobs = await BlobStore.ReadAsync(connection, caller.OrgId, [.. page.SelectMany(r => r.Payloads()).Distinct(StringComparer.Ordinal)], ct);
            foreach (var row in page)
            {
                await JsonSerializer.SerializeAsync(http.Response.Body, Line(row, blobs, maxChars ?? DefaultChars), PlatformJson.Options, ct);
                await http.Response.Body.WriteAsync("\n"u8.ToArray(), ct);
            }
        }

        return TypedResults.Empty;
    }

    private static TranscriptStep Line(StepRow row, Dictionary<string, StoredBlob> blobs, int most)
    {
        var truncated = false;
        return new TranscriptStep(
            row.Seq, row.Kind, row.Parent, row.T0, row.T1, row.Name, Text(row.InputHash), Text(row.OutputHash), row.Tool, row.CallId, Text(row.ArgsHash),
            Text(row.ResultHash), row.IsError, row.ExitCode, row.Error, truncated);

        string? Text(string? hash)
        {
            if (hash is null || !blobs.TryGetValue(hash, out var blob) || BlobCodec.Unpack(blob.Encoding, blob.Data, blob.Length) is not { } bytes)
            {
                return null;
            }

            var text = Encoding.UTF8.GetString(bytes);
            if (text.Length <= most)
            {
                return text;
            }

            truncated = true;
            return text[..SafeText.CutAt(text, most)];
        }
    }
}
