using Contracts.Memory;
using Memory.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Memories;

internal static class GetMemory
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/memory/{id}", Handle)
        .WithName("Memory.GetMemory")
        .WithSummary("A memory with its provenance and history. The id of a candidate that was merged answers 303 with the memory that stands for it.")
        .Produces(StatusCodes.Status303SeeOther)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<MemoryView>, SeeOther, ProblemHttpResult>> Handle(Guid id, Caller caller, MemoryDb db, CancellationToken cancel)
    {
        var visible = Ceiling.Of(caller);
        if (await db.Memories.AsNoTracking().Where(Ceiling.Memories(visible)).SingleOrDefaultAsync(m => m.Id == id, cancel) is { } memory)
        {
            return TypedResults.Ok((await Views.Of(db, [memory], Views.MostEvidence, cancel))[0]);
        }

        var candidate = await db.Candidates.AsNoTracking().Where(Ceiling.Candidates(visible)).SingleOrDefaultAsync(c => c.Id == id, cancel);
        if (candidate?.MergedInto is { } survivor) { return new SeeOther($"/v2/memory/{survivor}"); }
        return candidate is null
            ? Problem.NotFound("memory_not_found", "There is no such memory.", $"Nothing has the id {id}.")
            : Problem.NotFound("memory_not_accepted", "This is a candidate that is not a memory.", $"GET /v2/memory/candidates/{id} shows it; the decision about it is {SnakeCase.OfEnum(candidate.Decision)}.");
    }
}

/// <summary>303 with the address of what stands for the thing that was asked for.</summary>
internal sealed class SeeOther(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
