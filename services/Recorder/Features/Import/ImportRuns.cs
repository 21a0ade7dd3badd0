using Contracts.Context;
using Recorder.Domain.Importing;
using Recorder.Storage;
using ServiceDefaults.Jobs;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Proof;
using Substrate.Redaction;

namespace Recorder.Features.Import;

/// <summary>
/// The import job: first every file is looked at for verdicts, then every session becomes a run. What cannot be read is listed and the rest goes on.
/// Run again after a crash it finds its own finished runs by their identity and goes on with the others.
/// </summary>
internal sealed class ImportRuns(
    Database<RecorderDb> database, ProjectRedaction redaction, UploadCipher cipher, Outbox<RecorderDb> outbox, LiveEvents<RecorderDb> live, KeyRing ring,
    IContextApi context, TimeProvider clock) : IJobHandler
{
    // Each takes two connections of a pool of twenty, and two imports may run at once.
    private const int WritersAtOnce = 3;

    public static string Kind => "import";

    public async Task Run(JobContext job, CancellationToken ct)
    {
        var input = job.ReadInput<ImportInput>();
        var (settings, spooled) = await Begin(job.OrgId, job.Id, input.Project, ct);
        await using var upload = spooled;
        var tally = new ImportTally(settings);
        var guard = new ImportGuard(job, tally);
        if (BundleArchive.IsMeantToBe(upload))
        {
            var bundle = new BundleRestore(database, outbox, live, ring, context);
            await guard.Run(0, input.Name, async () => (await bundle.RestoreAsync(upload, job.OrgId, ct)).ForEach(result => tally.Add(input.Name, result)));
            job.SetResult(tally.Result());
            return;
        }

        try
        {
            await ImportSessions(job, input, upload, tally, guard, ct);
        }
        finally
        {
            await using var connection = await database.OpenAsync(job.OrgId, CancellationToken.None);
            await outbox.ReleaseAsync(connection, job.OrgId, CancellationToken.None);
        }

        job.SetResult(tally.Result());
    }

    private async Task ImportSessions(JobContext job, ImportInput input, Stream upload, ImportTally tally, ImportGuard guard, CancellationToken ct)
    {
        using var writers = new SemaphoreSlim(WritersAtOnce);
        var verdicts = await VerdictReader.ReadAll(job, upload, input.Name, tally.Settings, ct);
        try
        {
            await ImportEntries.Run(new ImportWork(job, input, verdicts, tally, guard, database, outbox, live, ring, clock, writers), upload, ct);
        }
        catch (Exception e) when (e is UnreadableSourceException or ArchiveBombException)
        {
            await guard.Fail(int.MaxValue, input.Name, null, e.Message);
        }

        await ChangeEarlier(job, verdicts, tally.Settings, ct);
        await job.ReportAsync(tally.Steps, tally.Steps, "steps");
    }

    private async Task<(RedactionSettings Settings, Stream Upload)> Begin(Guid orgId, Guid importId, string? project, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(orgId, ct);
        return (await redaction.ForAsync(connection, null, orgId, project, ct), await ImportUpload.SpoolAsync(connection, cipher, orgId, importId, ct));
    }

    private async Task ChangeEarlier(JobContext job, List<VerdictFile> verdicts, RedactionSettings settings, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(job.OrgId, ct);
        foreach (var (runId, file) in await ChangeOutcome.EarlierRuns(connection, job.OrgId, job.Id, verdicts, ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await ChangeOutcome.IfTold(connection, transaction, job.OrgId, runId, file, verdicts, settings, outbox, live, ring, clock, ct);
        }
    }
}
