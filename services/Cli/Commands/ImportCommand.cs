using System.CommandLine;
using System.Text.Json;
using Cli.Importing;
using Cli.Output;
using Contracts.Jobs;
using Contracts.Recorder;
using Spectre.Console;
using Substrate.Json;

namespace Cli.Commands;

/// <summary>What an import came to, over all its jobs.</summary>
internal sealed record ImportReport(
    Guid? JobId, IReadOnlyList<Guid> JobIds, int Imported, int Unchanged, IReadOnlyList<ImportFailure> Failed, IReadOnlyList<string> Skipped, int NotSent, int Steps,
    IReadOnlyDictionary<string, int> Formats);

internal static class ImportCommand
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(300);

    public static Command Create(Options options)
    {
        Argument<string[]> paths = new("path") { Description = "Session files, folders of them, or archives (.zip, .tar.gz).", Arity = ArgumentArity.OneOrMore };
        Option<string> format = new("--format") { Description = "Name of the format; auto tells by content.", DefaultValueFactory = _ => "auto" };
        Option<string?> project = new("--project") { Description = "Project that the runs belong to." };
        Option<string?> repo = new("--repo") { Description = "Repository for runs that do not say." };
        var command = new Command("import", "Import recorded sessions and wait for it; exit 1 when a recognised file failed") { paths, format, project, repo };
        options.Run(command, async (parsed, session) =>
        {
            var uploads = Upload.Plan(parsed.GetValue(paths)!);
            var report = new ImportReport(null, [], 0, 0, [], [], uploads.Sum(upload => upload.NotSent), 0, new Dictionary<string, int>());
            foreach (var upload in uploads)
            {
                session.Terminal.Note(upload.Description);
                await using var content = await upload.Open(session.Cancel);
                using var body = new StreamContent(content);
                body.Headers.ContentType = new("application/octet-stream");
                var accepted = await session.Api.Imports.Import(body, parsed.GetValue(format)!, upload.Name, parsed.GetValue(project), parsed.GetValue(repo), session.Cancel);
                report = Add(report, await Wait(session, accepted.JobId, upload.Name));
            }
            session.Terminal.Result(report, console => Write(console, report));
            return report.Failed.Count > 0 ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<JobView> Wait(Session session, Guid id, string name)
    {
        if (session.Terminal.Progress is not { } console) return await Poll(session, id, _ => { });
        return await console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async progress =>
        {
            var bar = progress.AddTask(Markup.Escape(name), maxValue: 1);
            bar.IsIndeterminate = true;
            return await Poll(session, id, job =>
            {
                if (job.Total is not > 0) return;
                bar.IsIndeterminate = false;
                bar.MaxValue = job.Total.Value;
                bar.Value = job.Done;
            });
        });
    }

    private static async Task<JobView> Poll(Session session, Guid id, Action<JobView> show)
    {
        while (true)
        {
            var job = await session.Api.Jobs.Get("recorder", id, session.Cancel);
            show(job);
            if (job.Status is not (JobStatus.Queued or JobStatus.Running)) return job;
            await Task.Delay(PollEvery, session.Cancel);
        }
    }

    private static ImportReport Add(ImportReport report, JobView job)
    {
        if (job.Status is JobStatus.Cancelled) throw new CliException(ExitCodes.Failed, $"The import was cancelled (job {job.Id}).");
        if (job.Result is not { } json) throw new CliException(ExitCodes.Failed, $"The import failed (job {job.Id}): {job.Error}");
        var result = json.Deserialize<ImportResult>(PlatformJson.Options)!;
        var formats = new SortedDictionary<string, int>(report.Formats.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, count) in result.Formats) formats[name] = formats.GetValueOrDefault(name) + count;
        return new ImportReport(
            report.JobId ?? job.Id, [.. report.JobIds, job.Id], report.Imported + result.Imported, report.Unchanged + result.Unchanged, [.. report.Failed, .. result.Failed],
            [.. report.Skipped, .. result.Skipped], report.NotSent, report.Steps + result.Steps, formats);
    }

    private static void Write(IAnsiConsole console, ImportReport report)
    {
        console.WriteLine($"{report.Imported} imported, {report.Unchanged} unchanged, {report.Failed.Count} failed, {report.Skipped.Count} of no known format, {report.NotSent} not sent (no session file by name).");
        if (report.Formats.Count > 0)
        {
            var table = Terminal.Table("Format", "Runs");
            foreach (var (name, count) in report.Formats) Terminal.Row(table, name, $"{count}");
            console.Write(table);
        }
        foreach (var failure in report.Failed) console.WriteLine($"{failure.File}{(failure.Line is { } line ? $":{line}" : "")}: {failure.Reason}");
        const int most = 20;
        foreach (var name in report.Skipped.Take(most)) console.WriteLine($"no known format: {name}");
        if (report.Skipped.Count > most) console.WriteLine($"… and {report.Skipped.Count - most} more of no known format (all with --json)");
    }
}
