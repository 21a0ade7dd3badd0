using Contracts.Memory;
using Contracts.Provenance;
using Memory.Domain;
using Memory.Domain.Learning;
using Memory.Domain.Traces;
using Memory.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;

namespace Memory.Features.Distillation;

/// <summary>
/// Keeps what a run taught, in one transaction. Candidate ids follow from what they say, so the same run distilled again finds its rows and leaves them; what a
/// person decided stays decided. One run of a place at a time, or two runs that teach the same would both be accepted.
/// </summary>
internal sealed class SaveDistillation(Database<MemoryDb> database, OrgRedaction redaction, Outbox<MemoryDb> outbox, LiveEvents<MemoryDb> live, TimeProvider clock)
{
    public async Task<DistillResult> SaveAsync(Guid org, RunTrace run, Lessons lessons, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(org, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var alone = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('distil:' || $1, 0))", connection, transaction) { Parameters = { new() { Value = $"{org}/{run.Scope.Project}/{run.Scope.Repo}" } } })
        {
            await alone.ExecuteNonQueryAsync(ct);
        }

        await using var db = database.CreateContext(connection);
        await db.Database.UseTransactionAsync(transaction, ct);
        var episodes = await SaveEpisodesAsync(db, org, run, lessons, ct);
        var changed = await GoneWords.ForgetAsync(connection, transaction, run, lessons, c => IdOf(org, run, c), redaction.For(org), ct);
        var there = await LoadAsync(db, run, ct);
        var ledger = new Ledger(db, org, run, there, clock.GetUtcNow());
        foreach (var candidate in lessons.Candidates)
        {
            var id = IdOf(org, run, candidate);
            if (!ledger.Has(id)) { ledger.Take(id, episodes[candidate.Episode?.Ordinal ?? 0], candidate); }
        }

        await db.SaveChangesAsync(ct);
        foreach (var message in ledger.Messages) { await outbox.AddAsync(connection, transaction, org, message, ct); }
        await outbox.AddAsync(connection, transaction, org, Told(db, ledger), ct);
        foreach (var (topic, id) in ledger.Touched.Concat(changed.SelectMany(id => new[] { ("candidate", id), ("memory", id) })).Distinct()) { await live.PublishAsync(connection, transaction, org, topic, id.ToString(), ct); }
        await transaction.CommitAsync(ct);
        return new DistillResult(run.RunId, lessons.Episodes.Count, lessons.Candidates.Count, ledger.New, ledger.Decisions, lessons.Dropped);
    }

    private ProvenanceRecorded Told(MemoryDb db, Ledger ledger)
    {
        var touched = ledger.Touched.ToLookup(t => t.Topic, t => t.Id);
        return Lineage.Of(
            [.. db.Episodes.Local], [.. db.Candidates.Local.Where(c => touched["candidate"].Contains(c.Id))], [.. db.Evidence.Local],
            [.. db.Memories.Local.Where(m => touched["memory"].Contains(m.Id))], clock.GetUtcNow());
    }

    private static Guid IdOf(Guid org, RunTrace run, Candidate candidate) =>
        StableId.Of("candidate", org.ToString(), run.RunId.ToString(), candidate.Draft.Kind.ToString(), candidate.Draft.Key);

    private async Task<IReadOnlyDictionary<int, Guid>> SaveEpisodesAsync(MemoryDb db, Guid org, RunTrace run, Lessons lessons, CancellationToken ct)
    {
        var known = await db.Episodes.Where(e => e.RunId == run.RunId).ToDictionaryAsync(e => e.Ordinal, ct);
        var ids = new Dictionary<int, Guid>();
        // A run without a single tool step still has one episode: what was said.
        var cut = lessons.Episodes.Count > 0 ? lessons.Episodes
            : [new Episode(0, run.Task.Length <= 200 ? run.Task : run.Task[..200], Phase.Other, run.Steps.Count > 0 ? run.Steps[0].Seq : 0, run.Steps.Count > 0 ? run.Steps[^1].Seq : 0, EpisodeOutcome.None, 0)];
        foreach (var e in cut)
        {
            if (known.TryGetValue(e.Ordinal, out var row))
            {
                (row.Intent, row.Phase, row.FirstSeq, row.LastSeq, row.Outcome, row.Commands) = (e.Intent, e.Phase, e.FirstSeq, e.LastSeq, e.Outcome, e.Commands);
            }
            else
            {
                row = new TraceEpisode
                {
                    Id = StableId.Of("episode", org.ToString(), run.RunId.ToString(), e.Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture)), OrgId = org, RunId = run.RunId, Ordinal = e.Ordinal,
                    Intent = e.Intent, Phase = e.Phase, FirstSeq = e.FirstSeq, LastSeq = e.LastSeq, Outcome = e.Outcome, Commands = e.Commands, CreatedAt = clock.GetUtcNow(),
                };
                db.Episodes.Add(row);
            }

            ids[e.Ordinal] = row.Id;
        }

        return ids;
    }

    /// <summary>Everything ever said about this place, with its memories and the runs behind each.</summary>
    private static async Task<IReadOnlyList<Stated>> LoadAsync(MemoryDb db, RunTrace run, CancellationToken ct)
    {
        // Locked: a person may be deciding about one of them at this moment.
        var rows = await db.Candidates.FromSql(
            $"SELECT * FROM memory_candidates WHERE project IS NOT DISTINCT FROM {run.Scope.Project}::text AND repo IS NOT DISTINCT FROM {run.Scope.Repo}::text ORDER BY id FOR UPDATE").ToListAsync(ct);
        var ids = rows.Select(r => r.Id).ToList();
        var memories = await db.Memories.Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, ct);
        var behind = rows.ToLookup(r => r.MergedInto ?? r.Id, r => r.RunId);
        return [.. rows.Select(r => new Stated(r, memories.GetValueOrDefault(r.Id), [.. behind[r.Id]]))];
    }
}

/// <param name="Runs">Runs that support it, through itself and what was merged into it.</param>
internal sealed record Stated(MemoryCandidate Row, MemoryArtifact? Memory, HashSet<Guid> Runs);
