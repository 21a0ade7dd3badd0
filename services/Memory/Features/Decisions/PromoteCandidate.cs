using Contracts.Memory;
using Memory.Domain.Deciding;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Decisions;

internal static class PromoteCandidate
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/memory/{id}/promote", Handle)
        .WithName("Memory.PromoteCandidate")
        .WithSummary("Accepts a candidate as a memory, or takes a rejected, expired or quarantined memory back; with pin it always comes first and does not expire.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<MemoryView>, ProblemHttpResult>> Handle(Guid id, PromoteMemory body, Caller caller, DecisionDesk desk, CancellationToken cancel)
    {
        if ((Refusals.Role(caller) ?? Refusals.Reason(body.Reason)) is { } invalid) { return invalid; }
        var decided = await desk.DecideAsync(caller, id, body.Pin ? Verb.Pin : Verb.Promote, body.Reason, cancel);
        return Refusals.Of(decided, id) is { } refusal ? refusal : TypedResults.Ok(decided!.Memory!);
    }
}
