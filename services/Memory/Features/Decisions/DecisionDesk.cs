using System.Text.Json;
using Contracts.Memory;
using Memory.Domain.Deciding;
using Memory.Domain.Learning;
using Memory.Storage;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;
using Substrate.Json;

namespace Memory.Features.Decisions;

/// <summary>What came of a person's decision: the rows as they stand, or why not.</summary>
internal sealed record Decided(CandidateView? Candidate, MemoryView? Memory, Answer.Refused? Refused, Guid? MergedInto = null);

/// <summary>
/// Where a person's decision is written: candidate, memory, history with what was before, and the message to others, in one transaction.
/// Deciding the same again changes nothing.
/// </summary>
internal sealed class DecisionDesk(Database<MemoryDb> database, Outbox<MemoryDb> outbox, LiveEvents<MemoryDb> live, MemoryIndexes indexes, OrgRedaction redaction, TimeProvider clock)
{
    /// <returns>Null when there is no such candidate.</returns>
    public async Task<Decided?> DecideAsync(Caller caller, Guid id, Verb verb, string? reason, CancellationToken ct)
    {
        reason = reason is null ? null : redaction.Of(caller.OrgId, reason);
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var db = database.CreateContext(connection);
        await db.Database.UseTransactionAsync(transaction, ct);
        if (await LockAsync(db, id, ct) is not { } row) { return null; }
        var memory = await db.Memories.SingleOrDefaultAsync(m => m.Id == id, ct);
        var answer = PersonDecision.Take(new Standing(row.Decision.Known(), memory?.Status, row.MergedInto), verb);
        if (answer is Answer.Refused refused) { return new Decided(null, null, refused, row.MergedInto); }
        var stands = (Answer.Stands)answer;
        if (stands.Changed)
        {
            var now = clock.GetUtcNow();
            var wasMemory = memory is { Status: MemoryStatus.Active or MemoryStatus.Pinned };
            Remember(db, row, memory, Name(verb), caller.Subject, reason, now);
            memory = Write(db, row, memory, stands.Standing, await RunsAsync(db, id, ct), now);
            (row.DecidedBy, row.Reason, row.UpdatedAt) = (caller.Subject, reason ?? $"Decided by a person: {Name(verb)}.", now);
            await db.SaveChangesAsync(ct);
            if (!wasMemory && memory is { Status: MemoryStatus.Active or MemoryStatus.Pinned })
            {
                await outbox.AddAsync(connection, transaction, caller.OrgId, new MemoryAccepted { MemoryId = id, RunId = row.RunId, Type = row.Type, Text = row.Text, Merged = false, At = now }, ct);
            }

            await outbox.AddAsync(connection, transaction, caller.OrgId, Lineage.Of([], [row], [], memory is null ? [] : [memory]), ct);
            foreach (var topic in new[] { "candidate", "memory" }) { await live.PublishAsync(connection, transaction, caller.OrgId, topic, id.ToString(), ct); }
        }

        var decided = await ViewAsync(db, row, memory, ct);
        await transaction.CommitAsync(ct);
        await indexes.FollowAsync(caller.OrgId, ct);
        return decided;
    }

    public static Task<MemoryCandidate?> LockAsync(MemoryDb db, Guid id, CancellationToken ct) =>
        db.Candidates.FromSql($"SELECT * FROM memory_candidates WHERE id = {id} FOR UPDATE").AsAsyncEnumerable().FirstOrDefaultAsync(ct).AsTask();

    public static async Task<Decided> ViewAsync(MemoryDb db, MemoryCandidate row, MemoryArtifact? memory, CancellationToken ct) => new(
        (await Views.Of(db, [row], ct))[0], memory is null ? null : (await Views.Of(db, [memory], Views.MostEvidence, ct))[0], null);

    public static void Remember(MemoryDb db, MemoryCandidate row, MemoryArtifact? memory, string action, string by, string? reason, DateTimeOffset now) => db.History.Add(new MemoryHistoryEntry
    {
        Id = Guid.CreateVersion7(), OrgId = row.OrgId, CandidateId = row.Id, At = now, Action = action, DecidedBy = by, Reason = reason,
        Before = JsonSerializer.Serialize(new StateBefore(row.Decision, row.Reason, row.DecidedBy, memory?.Status, memory?.ExpiresAt ?? row.ExpiresAt), PlatformJson.Options),
    });

    private static Task<int> RunsAsync(MemoryDb db, Guid id, CancellationToken ct) =>
        db.Candidates.Where(c => c.Id == id || c.MergedInto == id).Select(c => c.RunId).Distinct().CountAsync(ct);

    private static MemoryArtifact? Write(MemoryDb db, MemoryCandidate row, MemoryArtifact? memory, Standing next, int runs, DateTimeOffset now)
    {
        row.Decision = next.Decision.Published();
        if (next.Status is not { } status) { return memory; }
        var fresh = now.AddDays(LearningRules.LifetimeDays(row.Type.Known()));
        if (memory is null)
        {
            memory = new MemoryArtifact
            {
                Id = row.Id, OrgId = row.OrgId, RunId = row.RunId, Type = row.Type, Subject = row.Subject, Text = row.Text, Project = row.Project, Repo = row.Repo, Agent = row.Agent, UserName = row.UserName, TaskType = row.TaskType,
                Sensitivity = row.Sensitivity, Trust = row.Trust, Status = status, Confidence = row.Confidence, Parts = row.Parts, Corroboration = runs, ExpiresAt = fresh, CreatedAt = now, UpdatedAt = now,
            };
            db.Memories.Add(memory);
        }

        (memory.Status, memory.UpdatedAt) = (status, now);
        if (status == MemoryStatus.Expired) { memory.ExpiresAt = now; }
        else if (status is MemoryStatus.Active or MemoryStatus.Pinned && (memory.ExpiresAt is null || memory.ExpiresAt <= now)) { memory.ExpiresAt = fresh; }
        row.ExpiresAt = memory.ExpiresAt;
        return memory;
    }

    private static string Name(Verb verb) => verb switch
    {
        Verb.Promote => "promoted", Verb.Pin => "pinned", Verb.Reject => "rejected", Verb.Expire => "expired", Verb.Quarantine => "quarantined", _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };
}
