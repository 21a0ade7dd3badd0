using System.Text;
using System.Text.Json;
using Npgsql;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Storage;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs/{id}/atif: the run as a trajectory in Harbor's Agent Trajectory Interchange Format 1.7, streamed. Imported again, it is the same run.</summary>
internal static class ExportAtif
{
    private const int PageSteps = 100;
    private const int MostChildren = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/atif", Handle)
        .WithName("Recorder.ExportAtif").WithSummary("The run as an ATIF trajectory")
        .WithDescription("Agent Trajectory Interchange Format 1.7. What it has no member for is kept under extra.ctx.")
        .Produces<JsonElement>(StatusCodes.Status200OK, "application/json")
        .ProducesProblem(404)
        .DisableRequestTimeout();

    private static async Task<IResult> Handle(Guid id, HttpContext http, Caller caller, Database<RecorderDb> database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is not { View: var run })
        {
            return RunRefusals.NoSuchRun(id);
        }

        http.Response.ContentType = "application/json";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{id}.trajectory.json\"";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var document = new AtifDocument(json, await Children(connection, caller.OrgId, id, ct));
        document.Begin(run);
        await foreach (var page in StepRow.PagesAsync(connection, caller.OrgId, id, PageSteps, ct))
        {
            var blobs = await BlobStore.ReadAsync(connection, caller.OrgId, [.. page.SelectMany(r => r.Payloads()).Distinct(StringComparer.Ordinal)], ct);
            foreach (var row in page)
            {
                document.Add(new AtifStep(row, Text(row.InputHash), Text(row.OutputHash), Text(row.ArgsHash), Text(row.ResultHash)));
            }

            await json.FlushAsync(ct);
            await http.Response.BodyWriter.FlushAsync(ct);

            Payload? Text(string? hash) => hash is not null && blobs.TryGetValue(hash, out var blob) && BlobCodec.Unpack(blob.Encoding, blob.Data, blob.Length) is { } bytes
                ? new Payload(Encoding.UTF8.GetString(bytes), blob.IsJson) : null;
        }

        document.End(run);
        await json.FlushAsync(ct);
        await http.Response.BodyWriter.FlushAsync(ct);
        return TypedResults.Empty;
    }

    // Agents that a call of the run started: their trajectories are exports of their own, and are named as those name themselves.
    private static async Task<ILookup<int, AtifChild>> Children(NpgsqlConnection connection, Guid orgId, Guid id, CancellationToken ct)
    {
        var children = new List<(int Seq, AtifChild Child)>();
        foreach (var node in await RunLinks.NodesAsync(connection, orgId, [id], true, MostChildren, ct))
        {
            if (node is { Relation: RunRelations.Subagent, Seq: { } seq } && await RunRow.FindAsync(connection, null, orgId, node.RunId, ct) is { View: var child })
            {
                children.Add((seq, new AtifChild(AtifDocument.SessionOf(child), child.Id)));
            }
        }

        return children.ToLookup(c => c.Seq, c => c.Child);
    }
}
