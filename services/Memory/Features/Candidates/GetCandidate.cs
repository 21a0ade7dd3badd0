using Contracts.Memory;
using Memory.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Candidates;

internal static class GetCandidate
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/memory/candidates/{id}", Handle)
        .WithName("Memory.GetCandidate")
        .WithSummary("One candidate with its evidence, whatever was decided about it.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<CandidateView>, ProblemHttpResult>> Handle(Guid id, Caller caller, MemoryDb db, CancellationToken cancel)
    {
        var visible = Ceiling.Of(caller);
        var row = await db.Candidates.AsNoTracking().Where(Ceiling.Candidates(visible)).SingleOrDefaultAsync(c => c.Id == id, cancel);
        return row is null ? Problem.NotFound("candidate_not_found", "There is no such candidate.", $"Nothing has the id {id}.") : TypedResults.Ok((await Views.Of(db, [row], cancel))[0]);
    }
}
