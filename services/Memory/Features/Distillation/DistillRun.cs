using Contracts.Memory;
using Contracts.Recorder;
using Memory.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using RestEase;
using ServiceDefaults.Http;
using ServiceDefaults.Jobs;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Distillation;

internal static class DistillRun
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/memory/distill/run/{runId}", Handle)
        .WithName("Memory.DistillRun")
        .WithSummary("Learns from a completed run, in a job. Distilling a run again adds nothing twice and overrides no person's decision.")
        .WithIdempotencyKey()
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Accepted<DistillAccepted>, ProblemHttpResult>> Handle(
        Guid runId, Caller caller, IRecorderApi recorder, Database<MemoryDb> database, JobQueue<MemoryDb> jobs, CancellationToken cancel)
    {
        RunView run;
        try
        {
            run = await recorder.GetRun(runId, cancel);
        }
        catch (ApiException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return Problem.NotFound("run_not_found", "There is no such run.", $"No run {runId} is recorded.");
        }
        catch (HttpRequestException)
        {
            return Problem.Busy(5, "recorder_unavailable", "The recorder does not answer; try again.");
        }

        if (run.State != RunState.Complete)
        {
            return Problem.Conflict("run_not_complete", "The run is still being recorded; only a completed run can be distilled.", null, ("state", "open"));
        }

        await using var connection = await database.OpenAsync(caller.OrgId, cancel);
        var job = await jobs.EnqueueAsync(connection, null, caller.OrgId, DistillJob.Kind, DistillJob.Title(run.Repo ?? run.Project, runId), new DistillInput(runId), caller.Subject, cancel);
        return TypedResults.Accepted($"/v2/memory/jobs/{job}", new DistillAccepted(job));
    }
}
