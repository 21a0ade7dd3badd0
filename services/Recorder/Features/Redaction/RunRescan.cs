using Contracts.Recorder;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Features.Redaction;

/// <param name="Found">By kind; empty when the run stayed as it was.</param>
/// <param name="Fault">Why the run was left alone, and at which step.</param>
internal sealed record RescanOutcome(IReadOnlyDictionary<string, int> Found, string? Fault = null, int? Seq = null);

/// <summary>
/// One run looked at again, in one transaction. A run whose chain does not hold is left alone: giving it a new chain would hide what was done to it.
/// </summary>
internal sealed class RunRescan(
    Database<RecorderDb> database, ProjectRedaction redaction, Outbox<RecorderDb> outbox, LiveEvents<RecorderDb> live, TimeProvider clock)
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
        var (changes, stale, fault) = await Look(connection, orgId, run, settings, ct);
        if (fault is { } broken)
        {
            return Nothing with { Fault = broken.Reason, Seq = broken.Seq };
        }

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
        await transaction.CommitAsync(ct);
        return new RescanOutcome(found);
    }

    /// <summary>What another look finds, the payloads that go with it, and the first step that is not what was recorded.</summary>
    private static async Task<(List<StepRescan> Changes, HashSet<string> Stale, (int Seq, string Reason)? Fault)> Look(
        NpgsqlConnection connection, Guid orgId, RunRow run, RedactionSettings settings, CancellationToken ct)
    {
        var (changes, stale) = (new List<StepRescan>(), new HashSet<string>(StringComparer.Ordinal));
        var audit = new StepAudit(run.View.Id);
        await foreach (var page in StepRow.PagesAsync(connection, orgId, run.View.Id, PageSteps, ct))
        {
            var blobs = await BlobStore.ReadAsync(connection, orgId, [.. page.SelectMany(r => r.Payloads()).Distinct(StringComparer.Ordinal)], ct);
            if (!StepRescan.TryRead(page, blobs, out var payloads, out var damaged))
            {
                return (changes, stale, (damaged, "A payload of the step is missing or is not what was hashed; the run is left as it is."));
            }

            foreach (var row in page)
            {
                if (row.Seq < run.NextSeq && !audit.Add(row.Content(), row.ContentHash, row.ChainHash, null))
                {
                    return (changes, stale, (row.Seq, $"{audit.Broken!.Value.Reason} The run is left as it is."));
                }

                if (StepRescan.Of(row, payloads, settings) is { } change)
                {
                    changes.Add(change);
                    stale.UnionWith(row.Payloads().Except(change.Row.Payloads(), StringComparer.Ordinal));
                }
            }
        }

        return (changes, stale, audit.Head == run.Chain ? null : (Math.Max(0, audit.Steps - 1), "The run's head is not the hash of its last step; the run is left as it is."));
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
        await AnnotationWriter.AddAsync(connection, transaction, orgId, id, Guid.CreateVersion7(), "redaction", jobId.ToString(), data, settings, clock.GetUtcNow(), ct);
        if (run.View.State == RunState.Complete)
        {
            var sealedAgain = (await RunRow.FindAsync(connection, transaction, orgId, id, ct))!;
            await outbox.AddAsync(connection, transaction, orgId, RunSealed.Of(sealedAgain.View), ct);
        }

        await live.PublishAsync(connection, transaction, orgId, "run", id.ToString(), ct);
    }
}
