using System.Net;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Polly;
using Recorder.Storage;
using RestEase;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Json;
using Substrate.Proof;

namespace Recorder.Features.Bundles;

/// <summary>GET /v2/runs/{id}/bundle: a sealed run with everything that proves it, as one signed file.</summary>
internal static class ExportBundle
{
    private const int MaxRuns = 1000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/bundle", Handle)
        .WithName("Recorder.ExportBundle").WithSummary("A run as a signed bundle (zip)")
        .WithDescription(
            "Run, steps, payloads, annotations, seals and the receipts of its compiles, listed in a signed manifest. With children=true the runs below it too. "
            + "The same content gives the same bytes. Refused when the run is open or no longer what was sealed, and when a receipt cannot be had: a bundle is whole or it is not made.")
        .Produces<Stream>(StatusCodes.Status200OK, "application/zip")
        .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409)
        .DisableRequestTimeout();

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database<RecorderDb> database, KeyRing ring, IContextApi context, CancellationToken ct, bool children = false)
    {
        var file = TemporaryFiles.Create();
        try
        {
            if (await Write(file, id, caller, database, ring, context, children, ct) is { } refusal)
            {
                await file.DisposeAsync();
                return refusal;
            }

            file.Position = 0;
            return TypedResults.Stream(file, "application/zip", $"run-{id:D}.ctx.zip");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task<ProblemHttpResult?> Write(
        Stream file, Guid id, Caller caller, Database<RecorderDb> database, KeyRing ring, IContextApi context, bool children, CancellationToken ct)
    {
        using var bundle = new BundleWriter(file);
        await using (var connection = await database.OpenAsync(caller.OrgId, ct))
        await using (var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct))
        {
            if (await AddRuns(bundle, connection, caller.OrgId, id, children, ring, ct) is { } refusal)
            {
                return refusal;
            }

            await bundle.AddPayloadsAsync(connection, caller.OrgId, ct);
        }

        if (await AddReceipts(bundle, context, ct) is { } missing)
        {
            return missing;
        }

        await bundle.FinishAsync(async manifest =>
        {
            await using var connection = await database.OpenAsync(caller.OrgId, ct);
            return await BundleSignatures.ForAsync(connection, caller.OrgId, manifest, ring, ct);
        });
        return null;
    }

    private static async Task<ProblemHttpResult?> AddRuns(
        BundleWriter bundle, NpgsqlConnection connection, Guid orgId, Guid root, bool children, KeyRing ring, CancellationToken ct)
    {
        var keys = await ring.VerifiersAsync(connection, orgId, ct);
        var (waiting, seen) = (new Queue<Guid>([root]), new HashSet<Guid> { root });
        while (waiting.TryDequeue(out var id))
        {
            if (await RunProofs.FindAsync(connection, null, orgId, id, ct) is not { } run)
            {
                return Problem.NotFound("run_not_found", "There is no such run.", $"No run {id} is recorded here.");
            }

            if (run.IsOpen)
            {
                return Problem.Conflict("run_open", $"The run {id} is open; only a sealed run can be exported.", "Complete it first.");
            }

            if (await ProofReader.AuditAsync(connection, orgId, run, keys, ct) is { Ok: false, First: { } fault })
            {
                return Problem.Conflict("run_broken", $"The run {id} is no longer what was sealed.", $"{fault.Reason} GET /v2/runs/{id}/verify says where.");
            }

            var links = await RunFamily.OfAsync(connection, orgId, id, ct);
            await bundle.AddRunAsync(connection, orgId, run, links, ct);
            foreach (var child in children ? links.Children.Where(seen.Add) : [])
            {
                waiting.Enqueue(child);
            }

            if (seen.Count > MaxRuns)
            {
                return Problem.Conflict("too_many_runs", $"More than {MaxRuns} runs hang below it.", "Export parts of the tree.");
            }
        }

        return null;
    }

    private static async Task<ProblemHttpResult?> AddReceipts(BundleWriter bundle, IContextApi context, CancellationToken ct)
    {
        foreach (var compile in bundle.Compiles)
        {
            try
            {
                bundle.AddReceipt(compile, CanonicalJson.WriteValueUtf8(await context.Export(compile, ct)));
            }
            catch (ApiException e) when (e.StatusCode is HttpStatusCode.NotFound)
            {
                return Problem.Conflict("receipt_missing", $"The receipt of compile {compile}, which the run names, is gone.", "A bundle is whole or it is not made.");
            }
            catch (ApiException e) when (e.StatusCode is HttpStatusCode.Forbidden)
            {
                return Problem.Forbidden("receipt_masked", $"Parts of the receipt of compile {compile} may not be read by this caller.", "An admin may export the run.");
            }
            catch (Exception e) when (!ct.IsCancellationRequested && e is ApiException or HttpRequestException or ExecutionRejectedException or OperationCanceledException)
            {
                return Problem.Busy(5, "context_unreachable", "The receipts of the run cannot be had just now.", "The context service does not answer; a bundle without them would not be whole.");
            }
        }

        return null;
    }
}
