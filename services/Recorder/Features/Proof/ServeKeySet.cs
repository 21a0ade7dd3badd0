using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Recorder.Storage;

namespace Recorder.Features.Proof;

/// <summary>GET /.well-known/jwks.json: the public keys of this installation, also those that sign no more.</summary>
internal static class ServeKeySet
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/.well-known/jwks.json", Handle)
        .WithName("Recorder.ServeKeySet").WithSummary("Public keys of this installation (JWKS)")
        .WithDescription("Open to all. Keys that sign no more stay, with the time of their end (exp), so that what they signed can be checked.");

    private static async Task<Ok<JwkSetView>> Handle(HttpResponse response, KeyRing ring, CancellationToken ct)
    {
        response.Headers.CacheControl = "public, max-age=60";
        return TypedResults.Ok(new JwkSetView([.. (await ring.KeysAsync(ct)).Select(key => key.View)]));
    }
}
