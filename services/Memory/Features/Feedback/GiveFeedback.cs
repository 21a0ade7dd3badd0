using Contracts.Memory;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Policies;

namespace Memory.Features.Feedback;

internal static class GiveFeedback
{
    private const int LongestNote = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v2/memory/{id}/feedback", Give)
            .WithName("Memory.GiveFeedback")
            .WithSummary("What the caller says of a memory: useful, wrong, outdated or harmful. It moves the memory's confidence; the last word of each caller counts, and the same again changes nothing.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapDelete("/v2/memory/{id}/feedback", TakeBack)
            .WithName("Memory.TakeBackFeedback")
            .WithSummary("Takes back what the caller said of a memory; without such a word nothing changes.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Task<Results<Ok<MemoryView>, ProblemHttpResult>> Give(Guid id, FeedbackRequest body, Caller caller, FeedbackBook book, CancellationToken cancel) =>
        body.Note is { Length: > LongestNote }
            ? Task.FromResult<Results<Ok<MemoryView>, ProblemHttpResult>>(Problem.Invalid("note_too_long", $"The note may have at most {LongestNote} characters.", "note", $"Got {body.Note.Length}."))
            : Say(id, body.Verdict, body.Note, caller, book, cancel);

    private static Task<Results<Ok<MemoryView>, ProblemHttpResult>> TakeBack(Guid id, Caller caller, FeedbackBook book, CancellationToken cancel) => Say(id, null, null, caller, book, cancel);

    private static async Task<Results<Ok<MemoryView>, ProblemHttpResult>> Say(Guid id, FeedbackVerdict? verdict, string? note, Caller caller, FeedbackBook book, CancellationToken cancel)
    {
        // The gateway asks the same; what changes everybody's memory is asked twice.
        if (caller.Role < CallerRole.Member) { return Problem.Forbidden("member_required", "Only a member, admin or owner may say something of a memory."); }
        return await book.SayAsync(caller, id, verdict, note, cancel) is { } view
            ? TypedResults.Ok(view)
            : Problem.NotFound("memory_not_found", "There is no such memory.", $"Nothing has the id {id}.");
    }
}
