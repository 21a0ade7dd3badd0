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
    // Most of the time of a small file is waiting for its commit.
    private const int FilesAtOnce = 4;

    // Each takes two connections of a pool of twenty, and two imports may run at once.
    private const int WritersAtOnce = 3;
    private const long BytesAtOnce = 32 << 20;

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
            await ImportEntries(new ImportWork(job, input, verdicts, tally, guard, database, outbox, live, ring, clock, writers), upload, ct);
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

    /// <summary>While one file is being written the next is read, as far as memory goes.</summary>
    private static async Task ImportEntries(ImportWork work, Stream upload, CancellationToken ct)
    {
        var running = new Dictionary<Task, long>();
        try
        {
            foreach (var (order, entry) in SourceArchive.Entries(upload, work.Input.Name).Index())
            {
                if (entry.Content is null)
                {
                    await work.Guard.Fail(order, entry.Path, null, entry.Problem!);
                    continue;
                }

                SourceFile? file = null;
                if (work.Verdicts.Any(v => v.File == entry.Path) || !await work.Guard.Run(order, entry.Path, () => Task.FromResult(file = SourceFile.Take(entry.Path, entry.Content))))
                {
                    continue;
                }

                // Asked for now: once its import runs, the file may be closed at any moment.
                var length = file!.Length;
                while (running.Count > 0 && (running.Count >= FilesAtOnce || running.Values.Sum() + length > BytesAtOnce))
                {
                    var done = await Task.WhenAny(running.Keys);
                    running.Remove(done);
                    await done;
                }

                running.Add(Task.Run(() => ImportFile(work, order, file, ct), CancellationToken.None), length);
            }
        }
        finally
        {
            await Task.WhenAll(running.Keys);
        }
    }

    private static async Task ImportFile(ImportWork work, int order, SourceFile taken, CancellationToken ct)
    {
        using var file = taken;
        var runs = 0;
        var whole = await work.Guard.Run(order, file.Path, async () =>
        {
            using var source = OpenedSource.Open(file, work.Input.Format);
            runs = source is null ? 0 : await new FileImport(work, order, file.Path, ct).Import(source);
        });
        if (whole && runs == 0 && !work.Tally.HasFailed(order))
        {
            work.Tally.Skip(order, file.Path);
        }
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
