using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Trace;

namespace Recorder.Features.Runs;

/// <summary>POST /v2/runs/{id}/complete: seals the chain and tells the other services, in one transaction.</summary>
internal static class SealRun
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v2/runs/{id:guid}/complete", Handle)
        .WithName("Recorder.CompleteRun").WithSummary("Complete a run")
        .WithDescription("Refused (409 step_gap with the first missing seq) while a step is missing. Repeating it with the same outcome changes nothing.")
        .ProducesProblem(404).ProducesProblem(409);

    /// <summary>Whether two outcomes are the same verdict.</summary>
    public static bool Same(Outcome a, Outcome b) => a.Status == b.Status && a.Reward == b.Reward && (a.Checks ?? []).SequenceEqual(b.Checks ?? []);

    private static async Task<Results<Ok<RunView>, ProblemHttpResult>> Handle(
        Guid id, CompleteRun body, Caller caller, Database<RecorderDb> database, ProjectRedaction redaction, Outbox<RecorderDb> outbox, LiveEvents<RecorderDb> live,
        KeyRing ring, TimeProvider clock, CancellationToken ct)
    {
        if (body.StepCount < 0)
        {
            return Problem.Invalid("invalid_field", "stepCount cannot be negative.", "stepCount");
        }

        if (body.Outcome.Checks is { } checks && (checks.Count > 1000 || checks.Any(c => string.IsNullOrWhiteSpace(c.Name))))
        {
            return Problem.Invalid("invalid_field", "outcome.checks may hold 1,000 checks, each with a name.", "outcome.checks");
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await RunRow.FindAsync(connection, transaction, caller.OrgId, id, ct) is not { } run)
        {
            return RunRefusals.NoSuchRun(id);
        }

        var settings = await redaction.ForAsync(connection, transaction, caller.OrgId, run.View.Project, ct);
        if (run.View.State == RunState.Complete)
        {
            return Same(run.View.Outcome, SafeText.Verdict(body.Outcome, settings))
                ? TypedResults.Ok(run.View)
                : Problem.Conflict("run_complete", $"The run is already complete, with the outcome {SnakeCase.OfEnum(run.View.Outcome.Status)}.");
        }

        if (run.NextSeq < run.View.StepCount || run.NextSeq < body.StepCount)
        {
            return Problem.Conflict("step_gap", $"Step {run.NextSeq} is missing.", "Send the missing steps, then complete the run.", ("seq", run.NextSeq));
        }

        if (body.StepCount < run.View.StepCount)
        {
            return Problem.Conflict("step_count", $"The run has {run.View.StepCount} steps, not {body.StepCount}.", null, ("stepCount", run.View.StepCount));
        }

        await RunWriter.CompleteAsync(connection, transaction, caller.OrgId, id, body.Outcome, settings, body.EndedAt, clock.GetUtcNow(), ct);
        await RunProofs.SealAsync(connection, transaction, caller.OrgId, id, ring, ct);
        var completed = (await RunRow.FindAsync(connection, transaction, caller.OrgId, id, ct))!.View;
        await outbox.AddAsync(connection, transaction, caller.OrgId, RunSealed.Of(completed), ct);
        await live.PublishAsync(connection, transaction, caller.OrgId, "run", id.ToString(), ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(completed);
    }
}
