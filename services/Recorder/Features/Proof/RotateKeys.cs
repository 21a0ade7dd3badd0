using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Policies;

namespace Recorder.Features.Proof;

/// <summary>POST /v2/proof/keys/rotate: from now on a new key signs.</summary>
internal static class RotateKeys
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v2/proof/keys/rotate", Handle)
        .WithName("Recorder.RotateKeys").WithSummary("Sign with a new key from now on")
        .WithDescription("For owners. What the earlier keys signed still verifies; the replaced key stays valid for five minutes, for processes that have not seen the new one yet.");

    private static async Task<Results<Ok<JwkSetView>, ProblemHttpResult>> Handle(Caller caller, KeyRing ring, CancellationToken ct)
    {
        if (caller.Role < CallerRole.Owner)
        {
            return Problem.Forbidden("role_too_low", "Only an owner may change the signing key.");
        }

        return TypedResults.Ok(new JwkSetView([.. (await ring.RotateAsync(caller.Subject, ct)).Select(key => key.View)]));
    }
}
