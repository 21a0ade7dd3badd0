using Contracts;
using Contracts.Memory;
using Memory.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Http;

namespace Memory.Features.Memories;

internal static class ListUsage
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/memory/{id}/usage", Handle)
        .WithName("Memory.ListUsage")
        .WithSummary("The compiles that considered a memory, newest first: whether it was included, and why or why not.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Page<MemoryUsage>>, ProblemHttpResult>> Handle(Guid id, MemoryDb db, CancellationToken cancel, string? cursor = null, int? limit = null)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem) || !page.TryAfter(out var at, out var compile, out problem)) { return problem!; }
        if (!await db.Memories.AnyAsync(m => m.Id == id, cancel)) { return Problem.NotFound("memory_not_found", "There is no such memory.", $"Nothing has the id {id}."); }
        var rows = db.Links.AsNoTracking().Where(l => l.MemoryId == id);
        if (at is { } before && compile is { } last) { rows = rows.Where(l => l.At < before || l.At == before && l.CompileId.CompareTo(last) < 0); }
        var found = await rows.OrderByDescending(l => l.At).ThenByDescending(l => l.CompileId).Take(page.Limit + 1).ToListAsync(cancel);
        var next = found.Count > page.Limit ? Cursor.Encode(found[page.Limit - 1].At, found[page.Limit - 1].CompileId) : null;
        return TypedResults.Ok(new Page<MemoryUsage>([.. found.Take(page.Limit).Select(l => new MemoryUsage(l.CompileId, l.RunId, l.Task, l.Included, l.ReasonCode, l.Score, l.At))], next));
    }
}
