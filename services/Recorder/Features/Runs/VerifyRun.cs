using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Recorder.Storage;
using ServiceDefaults.Tenancy;
using Substrate.Proof;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs/{id}/verify: recomputes everything from what is stored.</summary>
internal static class VerifyRun
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/verify", Handle)
        .WithName("Recorder.VerifyRun").WithSummary("Recompute a run's proof")
        .WithDescription(
            "Recomputes payloads, step contents, the hash chain and the Merkle root, compares every stored column with the seal, checks the signatures with the keys of this installation "
            + "and those it trusts, and the chain of annotations. Each part says its first fault. An open run is verified as far as its chain goes.")
        .ProducesProblem(404)
        .DisableRequestTimeout();

    private static async Task<Results<Ok<VerifyResult>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database<RecorderDb> database, KeyRing ring, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        // One snapshot: a run that is being appended to must not look broken.
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        if (await RunProofs.FindAsync(connection, null, caller.OrgId, id, ct) is not { } run)
        {
            return RunRefusals.NoSuchRun(id);
        }

        var found = await ProofReader.AuditAsync(connection, caller.OrgId, run, await ring.VerifiersAsync(connection, caller.OrgId, ct), ct);
        return TypedResults.Ok(new VerifyResult(
            id, found.Ok, found.Steps, run.IsOpen ? null : run.Chain, found.Broken is var (seq, reason) ? new BrokenLink(seq, reason) : null,
            run.IsOpen ? RunState.Open : RunState.Complete, found.Seal, found.Checks));
    }
}
