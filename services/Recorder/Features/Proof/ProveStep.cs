using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Proof;

namespace Recorder.Features.Proof;

/// <summary>GET /v2/runs/{id}/proof?seq=: that one step stands in the sealed run, without showing the others.</summary>
internal static class ProveStep
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/proof", Handle)
        .WithName("Recorder.ProveStep").WithSummary("Inclusion proof of one step")
        .WithDescription("RFC 9162, section 2.1.3: path leads from the step's content hash to the Merkle root that the signed seal names.")
        .ProducesProblem(404).ProducesProblem(409);

    private static async Task<Results<Ok<InclusionProof>, ProblemHttpResult>> Handle(
        Guid id, int seq, Caller caller, Database<RecorderDb> database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        if (await RunProofs.FindAsync(connection, null, caller.OrgId, id, ct) is not { } run)
        {
            return Problem.NotFound("run_not_found", "There is no such run.", $"No run {id} is recorded here.");
        }

        if (run.Seals is not [.., var last])
        {
            return Problem.Conflict("run_not_sealed", "The run is not sealed.", "A run is sealed when it is completed.");
        }

        var hashes = await HashesAsync(connection, caller.OrgId, id, ct);
        if (seq < 0 || seq >= hashes.Count)
        {
            return Problem.NotFound("step_not_found", $"The run has no step {seq}.", $"It has {hashes.Count} steps, from 0.");
        }

        var leaves = hashes.ConvertAll(hash => MerkleTree.Leaf(hash));
        var root = Convert.ToHexStringLower(MerkleTree.Root(leaves));
        if (ProofSignature.Unchecked(last.Jws) is not { } payload || RunSeal.Read(payload)?.MerkleRoot != root)
        {
            return Problem.Conflict("run_broken", "The steps are not those that were sealed.", $"GET /v2/runs/{id}/verify says where.");
        }

        return TypedResults.Ok(new InclusionProof(
            id, seq, Convert.ToHexStringLower(hashes[seq]), hashes.Count, [.. MerkleTree.Path(leaves, seq).Select(Convert.ToHexStringLower)], root, last.Jws));
    }

    private static async Task<List<byte[]>> HashesAsync(NpgsqlConnection connection, Guid orgId, Guid runId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT content_hash FROM steps WHERE org_id = $1 AND run_id = $2 ORDER BY seq", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var hashes = new List<byte[]>();
        while (await reader.ReadAsync(ct))
        {
            hashes.Add(reader.GetFieldValue<byte[]>(0));
        }

        return hashes;
    }
}
