using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;
using Substrate.Trace;

namespace Recorder.Features.Runs;

/// <summary>POST /v2/runs/{id}/steps: any number of times, in any order, each step once.</summary>
internal static class AppendRunSteps
{
    public const int MaxSteps = 2000;
    public const long MaxBytes = 32L << 20;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v2/runs/{id:guid}/steps", Handle)
        .WithName("Recorder.AppendSteps").WithSummary("Append steps to an open run")
        .WithDescription(
            $"At most {MaxSteps} steps and 32 MiB a call. Steps are told apart by seq: one that is there already with the same content is counted as a duplicate, "
            + "with other content the whole call is refused (409 step_conflict with the seq).")
        .WithBodyLimit(MaxBytes)
        .ProducesProblem(404).ProducesProblem(409).ProducesProblem(413);

    private static async Task<Results<Ok<AppendStepsResult>, ProblemHttpResult>> Handle(
        Guid id, AppendSteps body, Caller caller, Database<RecorderDb> database, ProjectRedaction redaction, LiveEvents<RecorderDb> live, CancellationToken ct)
    {
        if (body.Steps.Count > MaxSteps)
        {
            return Problem.TooLarge("too_many_steps", $"A call may hold at most {MaxSteps} steps; this one holds {body.Steps.Count}.", "Send them in several calls.", "steps");
        }

        var drafts = new StepDraft[body.Steps.Count];
        for (var i = 0; i < drafts.Length; i++)
        {
            if (!IncomingStep.TryRead(body.Steps[i], out drafts[i], out var field, out var expected))
            {
                return Problem.Invalid("invalid_step", expected, $"steps[{i}].{field}");
            }
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is not { } known)
        {
            return RunRefusals.NoSuchRun(id);
        }

        var settings = await redaction.ForAsync(connection, null, caller.OrgId, known.View.Project, ct);
        var steps = new PreparedStep[drafts.Length];
        Parallel.For(0, drafts.Length, i => steps[i] = PreparedStep.From(drafts[i], settings));
        await using var hold = await BlobStore.HoldAsync(connection, caller.OrgId, ct);
        await BlobStore.WriteAsync(connection, caller.OrgId, steps.SelectMany(s => s.Payloads()), [], ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var run = (await RunRow.FindAsync(connection, transaction, caller.OrgId, id, ct))!;
        var decision = AppendDecision.For(steps, await RecordedAsync(connection, transaction, caller.OrgId, id, steps, ct));
        if (decision.Conflict is { } seq)
        {
            return Problem.Conflict("step_conflict", $"Step {seq} is already recorded with other content.", "A recorded step never changes; nothing of this call was stored.", ("seq", seq));
        }

        if (decision.New.Count == 0)
        {
            return TypedResults.Ok(new AppendStepsResult(0, decision.Duplicates, run.NextSeq));
        }

        if (run.View.State == RunState.Complete)
        {
            return Problem.Conflict("run_complete", "The run is complete and takes no more steps.", "Begin a new run for what happened after.");
        }

        var next = await Store(connection, transaction, caller.OrgId, run, decision.New, ct);
        await live.PublishAsync(connection, transaction, caller.OrgId, "run", id.ToString(), ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new AppendStepsResult(decision.New.Count, decision.Duplicates, next));
    }

    /// <returns>The lowest seq not yet recorded.</returns>
    private static async Task<int> Store(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, RunRow run, IReadOnlyList<PreparedStep> steps, CancellationToken ct)
    {
        var totals = new RunTotals();
        var (next, chain) = (run.NextSeq, run.Chain);
        var links = new string?[steps.Count];
        for (var i = 0; i < links.Length; i++)
        {
            totals.Add(steps[i]);
            if (steps[i].Seq == next)
            {
                links[i] = chain = RunChain.Next(chain, steps[i].ContentHash);
                next++;
            }
        }

        await StepStore.InsertAsync(connection, transaction, orgId, run.View.Id, steps, links, ct);
        (next, chain) = await WaitingSteps.LinkAsync(connection, transaction, orgId, run.View.Id, next, chain, ct);
        await RunWriter.AdvanceAsync(connection, transaction, orgId, run.View.Id, totals, next, chain, ct);
        return next;
    }

    private static async Task<Dictionary<int, string>> RecordedAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, PreparedStep[] steps, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT seq, content_hash FROM steps WHERE org_id = $1 AND run_id = $2 AND seq = ANY($3)", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = Array.ConvertAll(steps, s => s.Seq) } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var recorded = new Dictionary<int, string>();
        while (await reader.ReadAsync(ct))
        {
            recorded[reader.GetInt32(0)] = Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1));
        }

        return recorded;
    }
}
