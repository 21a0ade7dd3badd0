using Memory.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ServiceDefaults.Hosting;
using ServiceDefaults.Jobs;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Provenance;

/// <summary>Tells of what was learned before origins were told of. Each batch is told and struck off in one transaction, so an interrupted job goes on where it was.</summary>
internal sealed class TellBacklog(Database<MemoryDb> database, Outbox<MemoryDb> outbox) : IJobHandler
{
    private const int Batch = 100;

    public static string Kind => "tell-provenance";

    public async Task Run(JobContext job, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(job.OrgId, ct);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM provenance_backlog", connection);
        var (done, total) = (0L, (long)(await count.ExecuteScalarAsync(ct))!);
        for (var told = 1; told > 0; done += told)
        {
            await job.ReportAsync(done, total, "things");
            told = await TellAsync(connection, job.OrgId, ct);
        }
    }

    private async Task<int> TellAsync(NpgsqlConnection connection, Guid org, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var db = database.CreateContext(connection);
        await db.Database.UseTransactionAsync(transaction, ct);
        var taken = await db.Database.SqlQuery<Guid>($"DELETE FROM provenance_backlog WHERE id IN (SELECT id FROM provenance_backlog ORDER BY id LIMIT {Batch} FOR UPDATE SKIP LOCKED) RETURNING id").ToListAsync(ct);
        if (taken.Count > 0)
        {
            var message = Lineage.Of(
                await db.Episodes.Where(e => taken.Contains(e.Id)).ToListAsync(ct), await db.Candidates.Where(c => taken.Contains(c.Id)).ToListAsync(ct),
                await db.Evidence.Where(e => taken.Contains(e.CandidateId)).ToListAsync(ct), await db.Memories.Where(m => taken.Contains(m.Id)).ToListAsync(ct));
            await outbox.AddAsync(connection, transaction, org, message, ct);
        }

        await transaction.CommitAsync(ct);
        return taken.Count;
    }
}

/// <summary>Begins the job where there is a backlog.</summary>
internal sealed class OfferBacklog(Database<MemoryDb> database, JobQueue<MemoryDb> jobs) : IWarmUp
{
    public async Task WarmUp(CancellationToken ct)
    {
        foreach (var org in await database.OrgsAsync(ct))
        {
            await using var connection = await database.OpenAsync(org, ct);
            await using var open = new NpgsqlCommand(
                "SELECT EXISTS (SELECT FROM provenance_backlog) AND NOT EXISTS (SELECT FROM jobs WHERE kind = $1 AND status IN ('queued', 'running'))", connection) { Parameters = { new() { Value = TellBacklog.Kind } } };
            if ((bool)(await open.ExecuteScalarAsync(ct))!)
            {
                await jobs.EnqueueAsync(connection, null, org, TellBacklog.Kind, "Note where earlier memories came from", new { }, "service:memory", ct);
            }
        }
    }
}
