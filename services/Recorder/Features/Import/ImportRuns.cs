using System.Text.RegularExpressions;
using Contracts.Context;
using Npgsql;
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
    public static string Kind => "import";

    public async Task Run(JobContext job, CancellationToken ct)
    {
        var input = job.ReadInput<ImportInput>();
        var (settings, spooled) = await Begin(job.OrgId, job.Id, input.Project, ct);
        await using var upload = spooled;
        var tally = new ImportTally(settings);
        if (BundleArchive.IsMeantToBe(upload))
        {
            var bundle = new BundleRestore(database, outbox, live, ring, context);
            await Guarded(job, tally, input.Name, async () => (await bundle.RestoreAsync(upload, job.OrgId, ct)).ForEach(result => tally.Add(input.Name, result)));
            job.SetResult(tally.Result());
            return;
        }

        var verdicts = await VerdictReader.ReadAll(job, upload, input.Name, settings, ct);
        try
        {
            foreach (var entry in SourceArchive.Entries(upload, input.Name))
            {
                await ImportEntry(job, entry, input, verdicts, tally, ct);
            }
        }
        catch (Exception e) when (e is UnreadableSourceException or ArchiveBombException)
        {
            await Fail(job, tally, input.Name, null, e.Message);
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

    private async Task ImportEntry(JobContext job, ArchiveEntry entry, ImportInput input, List<VerdictFile> verdicts, ImportTally tally, CancellationToken ct)
    {
        if (entry.Content is null)
        {
            await Fail(job, tally, entry.Path, null, entry.Problem!);
            return;
        }

        if (verdicts.Exists(v => v.File == entry.Path))
        {
            return;
        }

        var runs = tally.Runs + tally.Failed.Count;
        await Guarded(job, tally, entry.Path, async () =>
        {
            using var file = SourceFile.Take(entry.Path, entry.Content);
            using var source = OpenedSource.Open(file, input.Format);
            foreach (var session in source?.Sessions() ?? [])
            {
                // A session that cannot be recorded does not take the file's others with it.
                await Guarded(job, tally, entry.Path, async () =>
                {
                    var result = await new SessionImport(database, tally.Settings, outbox, live, ring, clock).Import(
                        session, entry.Path, input, job.OrgId, job.Id, job.CreatedBy, verdicts, steps => job.ReportAsync(tally.Steps + steps, null, "steps"), ct);
                    tally.Add(entry.Path, result);
                });
                await job.ReportAsync(tally.Steps, null, "steps");
            }
        });
        if (tally.Runs + tally.Failed.Count == runs)
        {
            tally.Skip(entry.Path);
        }
    }

    private static async Task Guarded(JobContext job, ImportTally tally, string path, Func<Task> import)
    {
        try
        {
            await import();
        }
        catch (UnreadableSourceException e)
        {
            await Fail(job, tally, path, e.Line, e.Message);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState == PostgresErrorCodes.ProgramLimitExceeded)
        {
            await Fail(job, tally, path, null, $"A value in the file cannot be stored (PostgreSQL {e.SqlState}).");
        }
        catch (RegexMatchTimeoutException)
        {
            await Fail(job, tally, path, null, "The file holds a text that takes too long to take apart.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            await Fail(job, tally, path, null, "The file breaks off or is damaged inside its archive.");
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

    private static async Task Fail(JobContext job, ImportTally tally, string file, int? line, string reason)
    {
        var failure = tally.Fail(file, line, reason);
        await job.AddErrorAsync(failure.File, line, failure.Reason);
    }
}
