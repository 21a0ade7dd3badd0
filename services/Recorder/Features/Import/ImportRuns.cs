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
    private const int FilesAtOnce = 2;
    private const long LargeFile = 16 << 20;

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

        var verdicts = await VerdictReader.ReadAll(job, upload, input.Name, settings, ct);
        try
        {
            await ImportEntries(new Work(job, input, verdicts, tally, guard), upload, ct);
        }
        catch (Exception e) when (e is UnreadableSourceException or ArchiveBombException)
        {
            await guard.Fail(int.MaxValue, input.Name, null, e.Message);
        }

        await ChangeEarlier(job, verdicts, settings, ct);
        await job.ReportAsync(tally.Steps, tally.Steps, "steps");
        job.SetResult(tally.Result());
    }

    private async Task<(RedactionSettings Settings, Stream Upload)> Begin(Guid orgId, Guid importId, string? project, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(orgId, ct);
        return (await redaction.ForAsync(connection, null, orgId, project, ct), await ImportUpload.SpoolAsync(connection, cipher, orgId, importId, ct));
    }

    /// <summary>While one file is being written the next is read; large ones have the memory to themselves.</summary>
    private async Task ImportEntries(Work work, Stream upload, CancellationToken ct)
    {
        var running = new List<Task>();
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
                if (work.Verdicts.Exists(v => v.File == entry.Path) || !await work.Guard.Run(order, entry.Path, () => Task.FromResult(file = SourceFile.Take(entry.Path, entry.Content))))
                {
                    continue;
                }

                while (running.Count >= (file!.Length > LargeFile ? 1 : FilesAtOnce))
                {
                    var done = await Task.WhenAny(running);
                    running.Remove(done);
                    await done;
                }

                running.Add(Task.Run(() => ImportFile(work, order, file, ct), CancellationToken.None));
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ImportFile(Work work, int order, SourceFile taken, CancellationToken ct)
    {
        using var file = taken;
        var (job, input, verdicts, tally, guard) = work;
        var runs = 0;
        var whole = await guard.Run(order, file.Path, async () =>
        {
            using var source = OpenedSource.Open(file, input.Format);
            foreach (var session in source?.Sessions() ?? [])
            {
                // A session that cannot be recorded does not take the file's others with it.
                await guard.Run(order, file.Path, async () =>
                {
                    var result = await new SessionImport(database, tally.Settings, tally.Memo, outbox, live, ring, clock).Import(
                        session, file.Path, input, job.OrgId, job.Id, job.CreatedBy, verdicts, steps => job.ReportAsync(tally.Steps + steps, null, "steps"), ct);
                    runs += tally.Add(file.Path, result) ? 1 : 0;
                });
                await job.ReportAsync(tally.Steps, null, "steps");
            }
        });
        if (whole && runs == 0 && !tally.HasFailed(order))
        {
            tally.Skip(order, file.Path);
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

    private sealed record Work(JobContext Job, ImportInput Input, List<VerdictFile> Verdicts, ImportTally Tally, ImportGuard Guard);
}
