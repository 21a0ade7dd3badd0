using Contracts;
using Contracts.Memory;
using Memory.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Feedback;

internal static class ListFeedback
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/memory/{id}/feedback", Handle)
        .WithName("Memory.ListFeedback")
        .WithSummary("What was said of a memory, newest first: the last word of each who said one.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Page<FeedbackView>>, ProblemHttpResult>> Handle(Guid id, Caller caller, MemoryDb db, CancellationToken cancel, string? cursor = null, int? limit = null)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem) || !page.TryAfter(out var at, out var word, out problem)) { return problem!; }
        var visible = Ceiling.Of(caller);
        if (!await db.Memories.Where(Ceiling.Memories(visible)).AnyAsync(m => m.Id == id, cancel)) { return Problem.NotFound("memory_not_found", "There is no such memory.", $"Nothing has the id {id}."); }
        var rows = db.Feedback.AsNoTracking().Where(f => f.MemoryId == id);
        if (at is { } before && word is { } last) { rows = rows.Where(f => f.At < before || f.At == before && f.Id.CompareTo(last) < 0); }
        var found = await rows.OrderByDescending(f => f.At).ThenByDescending(f => f.Id).Take(page.Limit + 1).ToListAsync(cancel);
        var next = found.Count > page.Limit ? Cursor.Encode(found[page.Limit - 1].At, found[page.Limit - 1].Id) : null;
        return TypedResults.Ok(new Page<FeedbackView>([.. found.Take(page.Limit).Select(f => new FeedbackView(f.Verdict, f.Note, f.GivenBy, f.GivenBy == caller.Subject, f.At))], next));
    }
}
