using Npgsql;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Storage;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Features.Import;

internal enum ImportedAs { NoSession, Unchanged, Imported }

/// <param name="ByThisImport">The run was written by this same import: by an attempt that was interrupted, or from a copy in the same upload.</param>
internal sealed record SessionResult(ImportedAs As, string? Format = null, int Steps = 0, Guid RunId = default, bool ByThisImport = false);

/// <summary>One session becomes, or extends, one run, in one transaction: either all of it is there afterwards or nothing.</summary>
internal sealed class SessionImport(ImportWork work)
{
    private readonly RedactionSettings settings = work.Settings;

    public async Task<SessionResult> Import(OpenedSession session, string path, Func<int, Task> progress, CancellationToken ct)
    {
        var (job, input, verdicts, tally, _, database, outbox, live, ring, clock, _) = work;
        var (orgId, importId) = (job.OrgId, job.Id);
        await using var connection = await database.OpenAsync(orgId, ct);
        await using var hold = await BlobStore.HoldAsync(connection, orgId, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var identity = session.Identity with { SessionId = SafeText.Of(session.Identity.SessionId, settings)! };
        var found = await RunSources.FindAsync(connection, transaction, orgId, identity, ct);
        if (found is { Relation: SourceRelation.Known } known)
        {
            if (session.HasChildren)
            {
                await Read(session, known.Source, null, progress, ct);
                if (await RunLinks.WriteAsync(connection, transaction, orgId, known.Source.RunId, identity, session.Parent, session.Reader.Facts.Children, settings, ct))
                {
                    // What a seal covers changed, so it is another revision.
                    await RunWriter.ReviseAsync(connection, transaction, orgId, known.Source.RunId, ct);
                    await RunProofs.SealAsync(connection, transaction, orgId, known.Source.RunId, ring, ct);
                }
            }

            if (!await ChangeOutcome.IfTold(connection, transaction, orgId, known.Source.RunId, path, verdicts, settings, outbox, live, ring, clock, ct))
            {
                await transaction.CommitAsync(ct);
            }

            return new SessionResult(ImportedAs.Unchanged, session.Identity.Format, 0, known.Source.RunId, known.Source.ImportId == importId);
        }

        var before = found?.Source;
        var run = before is null ? null : await RunRow.FindAsync(connection, transaction, orgId, before.RunId, ct);
        var runId = before?.RunId ?? Guid.CreateVersion7();
        await using var payloads = await database.OpenAsync(orgId, ct);
        var pipe = new StepPipe(connection, transaction, payloads, settings, tally.Memo, orgId, runId, run?.NextSeq ?? 0, run?.Chain ?? RunChain.Start(runId));
        try
        {
            await Read(session, before, pipe, progress, ct);
        }
        finally
        {
            await pipe.DrainAsync();
        }

        var facts = session.Reader.Facts;
        if (!session.Reader.IsRun)
        {
            return new SessionResult(ImportedAs.NoSession);
        }

        if (run is null)
        {
            var header = ReadSession.HeaderOf(facts, input, settings);
            await RunWriter.InsertAsync(connection, transaction, orgId, runId, header, settings, RunChain.Start(runId), clock.GetUtcNow(), job.CreatedBy, ct);
        }

        await RunWriter.AdvanceAsync(connection, transaction, orgId, runId, pipe.Totals, pipe.NextSeq, pipe.Chain, ct);
        await RunSources.StateTotalsAsync(connection, transaction, orgId, runId, facts, ct);
        var outcome = ReadSession.OutcomeOf(facts, path, verdicts, settings);
        await RunWriter.CompleteAsync(connection, transaction, orgId, runId, outcome, settings, facts.EndedAt, clock.GetUtcNow(), ct);
        await RunSources.WriteAsync(connection, transaction, orgId, runId, importId, identity, facts, settings, path, before, ct);
        await RunLinks.WriteAsync(connection, transaction, orgId, runId, identity, session.Parent, facts.Children, settings, ct);
        await RunLabels.WriteAsync(connection, transaction, orgId, runId, facts.Labels, settings, ring, clock.GetUtcNow(), ct);
        await RunProofs.SealAsync(connection, transaction, orgId, runId, ring, ct);
        var completed = (await RunRow.FindAsync(connection, transaction, orgId, runId, ct))!;
        await using (var told = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { outbox.Adding(orgId, [RunSealed.Of(completed.View)], NewRunStore.Held), live.Publishing(orgId, "run", [runId.ToString()]) },
        })
        {
            await told.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return new SessionResult(ImportedAs.Imported, session.Identity.Format, pipe.Totals.Steps, runId, true);
    }

    /// <param name="pipe">Null to read only for what the reader learns.</param>
    private static async Task Read(OpenedSession session, RecordedSource? before, StepPipe? pipe, Func<int, Task> progress, CancellationToken ct)
    {
        var sink = new StepSink(step => pipe?.Take(step));
        var cuts = before is null ? [] : before.Cuts.Append(before.Records).ToHashSet();
        var records = 0;
        foreach (var record in session.Records())
        {
            session.Reader.Read(record, sink);
            // What was settled when an earlier copy ended is settled at the same place now, so that the recorded steps come out the same.
            if (cuts.Contains(++records))
            {
                session.Reader.Settle(sink);
            }

            if (records <= before?.Records)
            {
                pipe?.BeginAfter(sink.Next);
            }
            else if (pipe is { IsFull: true })
            {
                await pipe.FlushAsync(ct);
                await progress(pipe.NextSeq);
            }
        }

        session.Reader.Settle(sink);
        if (pipe is not null)
        {
            await pipe.FinishAsync(ct);
        }
    }
}
