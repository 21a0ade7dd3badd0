using System.Text.Json;
using Contracts;
using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Annotations;

/// <summary>GET /v2/runs/{id}/annotations: what the platform added to a run, newest first.</summary>
internal static class ListAnnotations
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/annotations", Handle)
        .WithName("Recorder.ListAnnotations").WithSummary("What the platform noted on a run")
        .ProducesProblem(404);

    private static async Task<Results<Ok<Page<AnnotationView>>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database<RecorderDb> database, CancellationToken ct, string? cursor = null, int? limit = null)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem) || !page.TryAfter(out var before, out problem))
        {
            return problem!;
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is null)
        {
            return Problem.NotFound("run_not_found", "There is no such run.", $"No run {id} is recorded here.");
        }

        await using var db = database.CreateContext(connection);
        var rows = await db.Annotations.AsNoTracking()
            .Where(a => a.OrgId == caller.OrgId && a.RunId == id && (before == null || a.Seq < before))
            .OrderByDescending(a => a.Seq).Take(page.Limit + 1).ToListAsync(ct);
        var views = rows.Take(page.Limit).Select(a => new AnnotationView(
            a.Seq, a.Kind, a.Reference, a.Data is null ? null : JsonSerializer.Deserialize<JsonElement>(a.Data), a.At, Convert.ToHexStringLower(a.ChainHash), a.MessageId));
        return TypedResults.Ok(new Page<AnnotationView>([.. views], rows.Count > page.Limit ? Cursor.Encode(rows[page.Limit - 1].Seq) : null));
    }
}
