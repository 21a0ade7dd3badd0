using Contracts.Memory;
using Memory.Domain.Deciding;
using Memory.Storage;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Feedback;

/// <summary>Where a word about a memory is written: the word, the counts and the confidence made of them, and the history, in one transaction.</summary>
internal sealed class FeedbackBook(Database<MemoryDb> database, LiveEvents<MemoryDb> live, MemoryIndexes indexes, OrgRedaction redaction, TimeProvider clock)
{
    /// <param name="verdict">Null takes back what the caller said. The same again changes nothing.</param>
    /// <returns>Null when the caller can see no such memory.</returns>
    public async Task<MemoryView?> SayAsync(Caller caller, Guid id, FeedbackVerdict? verdict, string? note, CancellationToken ct)
    {
        note = string.IsNullOrWhiteSpace(note) ? null : redaction.Of(caller.OrgId, note);
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var db = database.CreateContext(connection);
        await db.Database.UseTransactionAsync(transaction, ct);
        var visible = Ceiling.Of(caller);
        var memory = await db.Memories.FromSql($"SELECT * FROM memories WHERE id = {id} FOR UPDATE").AsAsyncEnumerable().FirstOrDefaultAsync(ct);
        if (memory is null || memory.Sensitivity > visible) { return null; }
        var said = await db.Feedback.SingleOrDefaultAsync(f => f.MemoryId == id && f.GivenBy == caller.Subject, ct);
        if (said?.Verdict != verdict || (verdict is not null && said?.Note != note))
        {
            var now = clock.GetUtcNow();
            Write(db, caller, memory, said, verdict, note, now);
            await db.SaveChangesAsync(ct);
            await CountAsync(db, memory, now, ct);
            await db.SaveChangesAsync(ct);
            await live.PublishAsync(connection, transaction, caller.OrgId, "memory", id.ToString(), ct);
        }

        var view = (await Views.Of(db, [memory], Views.MostEvidence, ct))[0];
        await transaction.CommitAsync(ct);
        await indexes.FollowAsync(caller.OrgId, ct);
        return view;
    }

    private static void Write(MemoryDb db, Caller caller, MemoryArtifact memory, MemoryFeedback? said, FeedbackVerdict? verdict, string? note, DateTimeOffset now)
    {
        if (verdict is not { } word) { db.Feedback.Remove(said!); }
        else if (said is not null) { (said.Verdict, said.Note, said.At) = (word, note, now); }
        else { db.Feedback.Add(new MemoryFeedback { Id = Guid.CreateVersion7(now), OrgId = caller.OrgId, MemoryId = memory.Id, GivenBy = caller.Subject, Verdict = word, Note = note, At = now }); }
        db.History.Add(new MemoryHistoryEntry
        {
            Id = Guid.CreateVersion7(now), OrgId = caller.OrgId, CandidateId = memory.Id, At = now, DecidedBy = caller.Subject, Reason = note,
            Action = verdict is { } name ? $"said_{SnakeCase.OfEnum(name)}" : "feedback_taken_back",
        });
    }

    private static async Task CountAsync(MemoryDb db, MemoryArtifact memory, DateTimeOffset now, CancellationToken ct)
    {
        var counts = await db.Feedback.Where(f => f.MemoryId == memory.Id).GroupBy(f => f.Verdict).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var learned = await db.Candidates.Where(c => c.Id == memory.Id).Select(c => c.Confidence).SingleAsync(ct);
        memory.UsefulCount = counts.GetValueOrDefault(FeedbackVerdict.Useful);
        memory.WrongCount = counts.GetValueOrDefault(FeedbackVerdict.Wrong);
        memory.OutdatedCount = counts.GetValueOrDefault(FeedbackVerdict.Outdated);
        memory.HarmfulCount = counts.GetValueOrDefault(FeedbackVerdict.Harmful);
        memory.Confidence = Credit.Confidence(learned, memory.UsefulCount, memory.WrongCount, memory.OutdatedCount, memory.HarmfulCount);
        memory.UpdatedAt = now;
    }
}
