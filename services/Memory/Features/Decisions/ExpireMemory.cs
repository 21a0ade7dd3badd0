using Contracts.Memory;
using Memory.Domain.Deciding;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Decisions;

internal static class ExpireMemory
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/memory/{id}/expire", Handle)
        .WithName("Memory.ExpireMemory")
        .WithSummary("Ends a memory now: it was right and is no longer.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<MemoryView>, ProblemHttpResult>> Handle(Guid id, DecideMemory body, Caller caller, DecisionDesk desk, CancellationToken cancel)
    {
        if ((Refusals.Role(caller) ?? Refusals.Reason(body.Reason)) is { } invalid) { return invalid; }
        var decided = await desk.DecideAsync(caller, id, Verb.Expire, body.Reason, cancel);
        return Refusals.Of(decided, id) is { } refusal ? refusal : TypedResults.Ok(decided!.Memory!);
    }
}
