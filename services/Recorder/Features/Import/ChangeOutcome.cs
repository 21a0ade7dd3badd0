using Npgsql;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Storage;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Features.Import;

/// <summary>
/// A verdict that arrives after its run. The outcome is not part of the step chain: it is updated, noted as an annotation, and the run is announced again
/// under a new revision, because what may be learned from it depends on how it ended.
/// </summary>
internal static class ChangeOutcome
{
    /// <summary>Commits when there was something to change.</summary>
    public static async Task<bool> IfTold(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, string path, IReadOnlyCollection<VerdictFile> verdicts,
        RedactionSettings settings, Outbox<RecorderDb> outbox, LiveEvents<RecorderDb> live, KeyRing ring, TimeProvider clock, CancellationToken ct)
    {
        if (verdicts.Count == 0 || await RunRow.FindAsync(connection, transaction, orgId, runId, ct) is not { } run)
        {
            return false;
        }

        // Without checks the status is the agent's own exit, not an earlier verdict.
        var own = run.View.Outcome.Checks is null ? run.View.Outcome.Status : OutcomeStatus.Unknown;
        var verdict = Verdicts.For(verdicts, path, await InstanceOf(connection, transaction, orgId, runId, ct), own);
        if (verdict is null || verdict.Status == run.View.Outcome.Status)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await RunWriter.CompleteAsync(connection, transaction, orgId, runId, verdict, settings, null, now, ct);
        var data = new { from = run.View.Outcome.Status, to = verdict.Status, checks = SafeText.Verdict(verdict, settings).Checks };
        await AnnotationWriter.AddAsync(connection, transaction, orgId, runId, Guid.CreateVersion7(), "outcome", SafeText.Of(path, settings)!, data, settings, now, ring, ct);
        await RunProofs.SealAsync(connection, transaction, orgId, runId, ring, ct);
        var changed = (await RunRow.FindAsync(connection, transaction, orgId, runId, ct))!;
        await outbox.AddAsync(connection, transaction, orgId, RunSealed.Of(changed.View), ct);
        await live.PublishAsync(connection, transaction, orgId, "run", runId.ToString(), ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Runs of earlier imports that a verdict of this one names.</summary>
    public static async Task<List<(Guid RunId, string File)>> EarlierRuns(
        NpgsqlConnection connection, Guid orgId, Guid importId, IReadOnlyCollection<VerdictFile> verdicts, CancellationToken ct)
    {
        // Only files that name their configuration: one that merely lies in a folder speaks for that upload's runs.
        var instances = verdicts.Where(v => v.Config is not null).SelectMany(v => v.Outcomes.Keys).Distinct().ToArray();
        var runs = new List<(Guid, string)>();
        if (instances.Length == 0)
        {
            return runs;
        }

        await using var command = new NpgsqlCommand(
            "SELECT run_id, file FROM run_sources WHERE org_id = $1 AND instance_id = ANY($2) AND import_id <> $3 AND file IS NOT NULL", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = instances }, new() { Value = importId } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            runs.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return runs;
    }

    private static async Task<string?> InstanceOf(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT instance_id FROM run_sources WHERE org_id = $1 AND run_id = $2", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        };
        return await command.ExecuteScalarAsync(ct) as string;
    }
}
