using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Tenancy;
using Substrate.Hashing;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs/{id}/verify: recomputes everything from what is stored: payloads, step contents, chain, head.</summary>
internal static class VerifyRun
{
    private const int PageSteps = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/verify", Handle)
        .WithName("Recorder.VerifyRun").WithSummary("Recompute a run's hash chain")
        .WithDescription("Names the first step whose fields, payloads or link are not what was recorded. An open run is verified as far as its chain goes.")
        .ProducesProblem(404)
        .DisableRequestTimeout();

    private static async Task<Results<Ok<VerifyResult>, ProblemHttpResult>> Handle(Guid id, Caller caller, Database<RecorderDb> database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        // One snapshot: a run that is being appended to must not look broken.
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is not { } run)
        {
            return RunRefusals.NoSuchRun(id);
        }

        var audit = new StepAudit(id);
        var checkedBlobs = new Dictionary<string, bool>(StringComparer.Ordinal);
        var open = run.View.State == RunState.Open;
        await foreach (var page in StepRow.PagesAsync(connection, caller.OrgId, id, PageSteps, ct))
        {
            await Check(connection, caller.OrgId, page, checkedBlobs, ct);
            foreach (var row in page)
            {
                if ((open && row.Seq >= run.NextSeq) || !audit.Add(row.Content(), row.ContentHash, row.ChainHash, Damaged(row, checkedBlobs)))
                {
                    break;
                }
            }

            if (audit.Broken is not null)
            {
                break;
            }
        }

        audit.Close(open ? run.NextSeq : run.View.StepCount, run.Chain);
        var broken = audit.Broken is var (seq, reason) ? new BrokenLink(seq, reason) : null;
        return TypedResults.Ok(new VerifyResult(id, broken is null, audit.Steps, run.View.ChainHead, broken));
    }

    private static async Task Check(NpgsqlConnection connection, Guid orgId, List<StepRow> page, Dictionary<string, bool> known, CancellationToken ct)
    {
        var hashes = page.SelectMany(r => r.Payloads()).Where(h => !known.ContainsKey(h)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var some in hashes.Chunk(200))
        {
            var blobs = await BlobStore.ReadAsync(connection, orgId, some, ct);
            foreach (var hash in some)
            {
                known[hash] = blobs.TryGetValue(hash, out var blob) && BlobCodec.Unpack(blob.Encoding, blob.Data, blob.Length) is { } bytes && ContentHash.Of(bytes) == hash;
            }
        }
    }

    private static string? Damaged(StepRow row, Dictionary<string, bool> known)
    {
        return Bad(row.InputHash) ? "input" : Bad(row.OutputHash) ? "output" : Bad(row.ArgsHash) ? "args" : Bad(row.ResultHash) ? "result" : null;

        bool Bad(string? hash) => hash is not null && !known[hash];
    }
}
