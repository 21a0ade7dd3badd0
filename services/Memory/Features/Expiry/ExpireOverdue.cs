using Memory.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Expiry;

/// <summary>Marks memories whose time has run out. Searches leave them out at the very instant; this makes it visible in lists and history.</summary>
internal sealed partial class ExpireOverdue(Database<MemoryDb> database, Outbox<MemoryDb> outbox, TimeProvider clock, ILogger<ExpireOverdue> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var org in await database.OrgsAsync(stoppingToken)) { await SweepAsync(database, outbox, org, clock.GetUtcNow(), stoppingToken); }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                CannotSweep(log, e);
            }
        }
    }

    /// <returns>How many were overdue.</returns>
    public static async Task<int> SweepAsync(Database<MemoryDb> database, Outbox<MemoryDb> outbox, Guid org, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(org, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            WITH overdue AS (
              UPDATE memories SET status = 'expired', updated_at = $1 WHERE status = 'active' AND expires_at <= $1 RETURNING id, org_id),
            decided AS (
              UPDATE memory_candidates c SET decision = 'expired', reason = 'Its time ran out without another run that showed it.', updated_at = $1 FROM overdue WHERE c.id = overdue.id AND c.decision = 'accepted')
            INSERT INTO memory_history (id, org_id, candidate_id, at, action, decided_by, reason)
            SELECT gen_random_uuid(), org_id, id, $1, 'expired', 'thresholds', 'Its time ran out without another run that showed it.' FROM overdue RETURNING candidate_id
            """, connection, transaction) { Parameters = { new() { Value = now.ToUniversalTime() } } };
        var overdue = new List<Guid>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) { overdue.Add(reader.GetGuid(0)); }
        }

        if (overdue.Count > 0)
        {
            await using var db = database.CreateContext(connection);
            await db.Database.UseTransactionAsync(transaction, ct);
            var told = Lineage.Of([], await db.Candidates.Where(c => overdue.Contains(c.Id)).ToListAsync(ct), [], await db.Memories.Where(m => overdue.Contains(m.Id)).ToListAsync(ct));
            await outbox.AddAsync(connection, transaction, org, told, ct);
        }

        await transaction.CommitAsync(ct);
        return overdue.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Overdue memories could not be marked; trying again in a minute")]
    private static partial void CannotSweep(ILogger log, Exception e);
}
