using System.Text.Json;
using Contracts.Memory;
using Memory.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Json;

namespace Memory.Features.Decisions;

internal static class UndoDecision
{
    private const string Undone = "undone";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/memory/{id}/undo", Handle)
        .WithName("Memory.UndoDecision")
        .WithSummary("Takes back a person's last decision about a candidate or memory: it stands as before. A second undo changes nothing. The history keeps both.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<CandidateView>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database<MemoryDb> database, Outbox<MemoryDb> outbox, LiveEvents<MemoryDb> live, MemoryIndexes indexes, TimeProvider clock, CancellationToken cancel)
    {
        if (Refusals.Role(caller) is { } forbidden) { return forbidden; }
        await using var connection = await database.OpenAsync(caller.OrgId, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var db = database.CreateContext(connection);
        await db.Database.UseTransactionAsync(transaction, cancel);
        if (await DecisionDesk.LockAsync(db, id, cancel) is not { } row) { return Refusals.NotFound(id); }
        var last = await db.History.Where(h => h.CandidateId == id && (h.Before != null || h.Action == Undone)).OrderByDescending(h => h.At).ThenByDescending(h => h.Id).FirstOrDefaultAsync(cancel);
        if (last is null) { return Problem.Conflict("nothing_to_undo", "Nobody has decided anything about this that could be taken back."); }
        var memory = await db.Memories.SingleOrDefaultAsync(m => m.Id == id, cancel);
        if (last.Action != Undone)
        {
            var before = JsonSerializer.Deserialize<StateBefore>(last.Before!, PlatformJson.Options)!;
            if (before.Status is null && memory is not null && await db.Links.AnyAsync(l => l.MemoryId == id, cancel))
            {
                return Problem.Conflict("memory_used", "The memory has been used in a compiled window since; reject or expire it instead.");
            }

            var now = clock.GetUtcNow();
            (row.Decision, row.Reason, row.DecidedBy, row.ExpiresAt, row.UpdatedAt) = (before.Decision, before.Reason, before.DecidedBy, before.ExpiresAt, now);
            if (memory is not null && before.Status is { } status) { (memory.Status, memory.ExpiresAt, memory.UpdatedAt) = (status, before.ExpiresAt, now); }
            else if (memory is not null) { db.Memories.Remove(memory); }
            db.History.Add(new MemoryHistoryEntry { Id = Guid.CreateVersion7(), OrgId = row.OrgId, CandidateId = id, At = now, Action = Undone, DecidedBy = caller.Subject, Reason = $"Took back: {last.Action}." });
            await db.SaveChangesAsync(cancel);
            var told = Lineage.Of([], [row], [], memory is not null && before.Status is not null ? [memory] : []);
            await outbox.AddAsync(connection, transaction, caller.OrgId, memory is null || before.Status is not null ? told : told with { Nodes = [.. told.Nodes, Lineage.Gone(memory, now)] }, cancel);
            foreach (var topic in new[] { "candidate", "memory" }) { await live.PublishAsync(connection, transaction, caller.OrgId, topic, id.ToString(), cancel); }
        }

        var view = (await Views.Of(db, [row], cancel))[0];
        await transaction.CommitAsync(cancel);
        await indexes.FollowAsync(caller.OrgId, cancel);
        return TypedResults.Ok(view);
    }
}
