using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Hashing;

namespace Recorder.Features.Blobs;

/// <summary>GET /v2/blobs/{hash}: a payload by content. What a hash names never changes, so it may be kept for good, by this caller only.</summary>
internal static class GetBlob
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/blobs/{hash}", Handle)
        .WithName("Recorder.GetBlob").WithSummary("A payload by its hash")
        .Produces<string>(StatusCodes.Status200OK, "text/plain", "application/json")
        .Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(404).ProducesProblem(500);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Handle(
        string hash, HttpResponse response, Caller caller, Database<RecorderDb> database, CancellationToken ct)
    {
        if (hash.Length != ContentHash.Length || hash.Any(c => !char.IsAsciiHexDigitLower(c)))
        {
            return Problem.Invalid("invalid_hash", "A hash is 64 lower-case hex digits.", "hash");
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        var blobs = await BlobStore.ReadAsync(connection, caller.OrgId, [hash], ct);
        if (!blobs.TryGetValue(hash, out var blob))
        {
            return Problem.NotFound("blob_not_found", "There is no such payload.");
        }

        if (BlobCodec.Unpack(blob.Encoding, blob.Data, blob.Length) is not { } bytes || ContentHash.Of(bytes) != hash)
        {
            return Problem.Of(500, "blob_damaged", "The stored payload is not what was recorded.", "GET /v2/runs/{id}/verify names the steps that use it.");
        }

        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        // A payload is somebody's text: never to be run by a browser, whatever it looks like.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.File(bytes, blob.IsJson ? "application/json" : $"text/plain; charset={Encoding.UTF8.WebName}", entityTag: new EntityTagHeaderValue($"\"{hash}\""));
    }
}
