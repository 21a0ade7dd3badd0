using Contracts.Recorder;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Proof;
using Substrate.Redaction;

namespace Recorder.Features.Redaction;

/// <param name="Found">By kind; empty when the run stayed as it was.</param>
/// <param name="Fault">Why the run was left alone, and at which step.</param>
internal sealed record RescanOutcome(IReadOnlyDictionary<string, int> Found, string? Fault = null, int? Seq = null);

/// <summary>
/// One run looked at again, in one transaction. A run whose chain does not hold is left alone: giving it a new chain would hide what was done to it.
/// </summary>
internal sealed class RunRescan(
    Database<RecorderDb> database, ProjectRedaction redaction, Outbox<RecorderDb> outbox, LiveEvents<RecorderDb> live, KeyRing ring, TimeProvider clock)
{
    private const int PageSteps = 200;
    private const int MaxListed = 500;
    private static readonly RescanOutcome Nothing = new(new Dictionary<string, int>());

    public async Task<RescanOutcome> Rescan(Guid orgId, Guid runId, Guid jobId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(orgId, ct);
        await using var hold = await BlobStore.HoldAsync(connection, orgId, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await RunRow.FindAsync(connection, transaction, orgId, runId, ct) is not { } run)
        {
            return Nothing;
        }

        var settings = await redaction.ForAsync(connection, transaction, orgId, run.View.Project, ct);
        if (await Fault(connection, orgId, runId, ct) is { } broken)
        {
            return Nothing with { Fault = $"{broken.Reason} The run is left as it is.", Seq = broken.Seq };
        }

        var (changes, stale) = await Look(connection, orgId, run, settings, ct);

        var found = changes.SelectMany(c => c.Found).GroupBy(f => f.Kind).ToDictionary(g => g.Key, g => g.Sum(f => f.Count));
        foreach (var (kind, count) in await RunTexts.RewriteAsync(connection, transaction, orgId, runId, settings, ct))
        {
            found[kind] = found.GetValueOrDefault(kind) + count;
        }

        if (found.Count > 0)
        {
            await Rewrite(connection, transaction, orgId, run, changes, stale, found, settings, jobId, ct);
        }

        await RescanStore.MarkAsync(connection, transaction, orgId, runId, RedactionVersion.Of(settings.Pii), ct);
        await (found.Count > 0 && run.View.State == RunState.Complete
            ? RunProofs.SealAsync(connection, transaction, orgId, runId, ring, ct) : RunProofs.SignEndAsync(connection, transaction, orgId, runId, ring, ct));
        await transaction.CommitAsync(ct);
        return new RescanOutcome(found);
    }

    /// <summary>The first thing that is not what was recorded; of a run that was completed before there were seals, its chain and payloads are looked at.</summary>
    private async Task<ProofFault?> Fault(NpgsqlConnection connection, Guid orgId, Guid runId, CancellationToken ct)
    {
        var stored = (await RunProofs.FindAsync(connection, null, orgId, runId, ct))!;
        var audit = await ProofReader.AuditAsync(connection, orgId, stored, await ring.VerifiersAsync(connection, orgId, ct), ct);
        return audit.Checks.FirstOrDefault(check => check.Fault is not null && (stored.Seals.Count > 0 || check.Part is ProofPart.Chain or ProofPart.Payloads))?.Fault;
    }

    /// <summary>What another look finds, and the payloads that go with it.</summary>
    private static async Task<(List<StepRescan> Changes, HashSet<string> Stale)> Look(
        NpgsqlConnection connection, Guid orgId, RunRow run, RedactionSettings settings, CancellationToken ct)
    {
        var (changes, stale) = (new List<StepRescan>(), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var page in StepRow.PagesAsync(connection, orgId, run.View.Id, PageSteps, ct))
        {
            var blobs = await BlobStore.ReadAsync(connection, orgId, [.. page.SelectMany(r => r.Payloads()).Distinct(StringComparer.Ordinal)], ct);
            var earlier = await StepStore.RedactionsAsync(connection, orgId, run.View.Id, [.. page.Select(r => r.Seq)], ct);
            StepRescan.TryRead(page, blobs, out var payloads, out _);
            foreach (var row in page)
            {
                if (StepRescan.Of(row, payloads, earlier[row.Seq], settings) is { } change)
                {
                    changes.Add(change);
                    stale.UnionWith(row.Payloads().Except(change.Row.Payloads(), StringComparer.Ordinal));
                }
            }
        }

        return (changes, stale);
    }

    private async Task Rewrite(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, RunRow run, List<StepRescan> changes, HashSet<string> stale,
        Dictionary<string, int> found, RedactionSettings settings, Guid jobId, CancellationToken ct)
    {
        var id = run.View.Id;
        await BlobStore.WriteAsync(connection, orgId, changes.SelectMany(c => c.Payloads), [], ct);
        await RescanStore.UpdateStepsAsync(connection, transaction, orgId, id, changes, ct);
        var head = await RescanStore.ChainAsync(connection, transaction, orgId, id, run.NextSeq, ct);
        await RescanStore.UpdateRunAsync(connection, transaction, orgId, id, head, found.Values.Sum(), run.View.State == RunState.Complete, ct);
        await BlobStore.CondemnAsync(connection, transaction, orgId, stale, ct);
        var data = new
        {
            from = run.Chain, to = head, rules = RedactionVersion.Of(settings.Pii), found,
            steps = changes.SelectMany(c => c.Found, (c, f) => new { seq = c.Row.Seq, field = f.Field, kind = f.Kind, count = f.Count }).Take(MaxListed).ToList(),
        };
        await AnnotationWriter.AddAsync(connection, transaction, orgId, id, Guid.CreateVersion7(), "redaction", jobId.ToString(), data, settings, clock.GetUtcNow(), ring, ct);
        if (run.View.State == RunState.Complete)
        {
            var sealedAgain = (await RunRow.FindAsync(connection, transaction, orgId, id, ct))!;
            await outbox.AddAsync(connection, transaction, orgId, RunSealed.Of(sealedAgain.View), ct);
        }

        await live.PublishAsync(connection, transaction, orgId, "run", id.ToString(), ct);
    }
}
