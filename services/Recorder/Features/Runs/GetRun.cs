using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Recorder.Storage;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Runs;

internal static class GetRun
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}", Handle)
        .WithName("Recorder.GetRun").WithSummary("One run")
        .ProducesProblem(404);

    private static async Task<Results<Ok<RunView>, ProblemHttpResult>> Handle(Guid id, Caller caller, Database<RecorderDb> database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        return await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is { } run ? TypedResults.Ok(run.View) : RunRefusals.NoSuchRun(id);
    }
}
