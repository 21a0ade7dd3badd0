using Contracts.Memory;
using Memory.Domain.Deciding;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Decisions;

internal static class RejectCandidate
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/memory/{id}/reject", Handle)
        .WithName("Memory.RejectCandidate")
        .WithSummary("Says that a candidate, or a memory that was accepted, is not worth knowing. The same statement from later runs stays rejected.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<CandidateView>, ProblemHttpResult>> Handle(Guid id, DecideMemory body, Caller caller, DecisionDesk desk, CancellationToken cancel)
    {
        if ((Refusals.Role(caller) ?? Refusals.Reason(body.Reason)) is { } invalid) { return invalid; }
        var decided = await desk.DecideAsync(caller, id, Verb.Reject, body.Reason, cancel);
        return Refusals.Of(decided, id) is { } refusal ? refusal : TypedResults.Ok(decided!.Candidate!);
    }
}
