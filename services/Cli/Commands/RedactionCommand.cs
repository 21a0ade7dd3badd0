using System.CommandLine;
using System.Text.Json;
using Cli.Output;
using Contracts.Jobs;
using Contracts.Recorder;
using Spectre.Console;
using Substrate.Json;

namespace Cli.Commands;

internal static class RedactionCommand
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(300);

    public static Command Create(Options options) => new("redaction", "What is taken out of what is recorded") { Settings(options), Rescan(options) };

    /// <summary>For <c>ctx runs</c>.</summary>
    public static Command OfRun(Options options)
    {
        Argument<Guid> id = new("run") { Description = "Id of the run." };
        Option<string?> cursor = new("--cursor") { Description = "nextCursor of the page before." };
        var command = new Command("redactions", "Which step of a run lost what; kinds and counts, never values") { id, cursor, Options.Limit };
        options.Run(command, async (parsed, session) =>
        {
            var found = await session.Api.Redaction.ListRedactions(parsed.GetValue(id), parsed.GetValue(cursor), parsed.GetValue(Options.Limit), session.Cancel);
            session.Terminal.Result(found, console =>
            {
                if (found.Totals.Count == 0)
                {
                    console.WriteLine("Nothing was taken out of this run.");
                    return;
                }

                console.WriteLine(string.Join(", ", found.Totals.Select(total => $"{total.Value} × {total.Key}")));
                var table = Terminal.Table("Step", "Field", "Kind", "Count");
                foreach (var item in found.Items) Terminal.Row(table, $"{item.Seq}", item.Field, item.Kind, $"{item.Count}");
                console.Write(table);
                if (found.NextCursor is not null) session.Terminal.Note($"There are more: --cursor {found.NextCursor}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Settings(Options options)
    {
        Option<string> project = new("--project") { Description = "Project; runs that name none follow 'default'.", DefaultValueFactory = _ => "default" };
        Option<string?> pii = new("--pii") { Description = "Turn these classes of personal data on and all others off: email, phone, iban, card, several by comma; or none." };
        var command = new Command("settings", "What a project has taken out besides secrets; with --pii, change it") { project, pii };
        options.Run(command, async (parsed, session) =>
        {
            var settings = await session.Api.Redaction.GetSettings(parsed.GetValue(project)!, session.Cancel);
            if (parsed.GetValue(pii) is { } wanted)
            {
                string[] classes = wanted == "none" ? [] : wanted.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                settings = await session.Api.Redaction.ChangeSettings(settings.Project, new ChangeRedactionSettings(classes), $"\"{settings.Revision}\"", session.Cancel);
            }

            session.Terminal.Result(settings, console =>
            {
                console.WriteLine($"{settings.Project}: secrets, and {(settings.Pii.Count == 0 ? "no personal data" : string.Join(", ", settings.Pii))}; rules {settings.RulesVersion}");
                if (settings.RunsDue > 0) console.WriteLine($"{settings.RunsDue} recorded runs were redacted by other rules or settings. Look at them again: ctx redaction rescan");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Rescan(Options options)
    {
        var command = new Command("rescan", "Redact recorded runs again by the rules and settings of now, and wait for it; exit 1 when a run was left alone");
        options.Run(command, async (_, session) =>
        {
            var accepted = await session.Api.Redaction.Rescan(cancel: session.Cancel);
            var job = await session.Api.Jobs.Get("recorder", accepted.JobId, session.Cancel);
            while (job.Status is JobStatus.Queued or JobStatus.Running)
            {
                await Task.Delay(PollEvery, session.Cancel);
                job = await session.Api.Jobs.Get("recorder", accepted.JobId, session.Cancel);
            }

            if (job.Result is not { } json) throw new CliException(ExitCodes.Failed, $"The re-scan did not finish (job {job.Id}, {Terminal.Word(job.Status)}). {job.Error}");
            var result = json.Deserialize<RescanResult>(PlatformJson.Options)!;
            session.Terminal.Result(result, console =>
            {
                console.WriteLine($"{result.Scanned} runs looked at, {result.Rewritten} rewritten, {result.BlobsDeleted} payloads deleted.");
                if (result.Found.Count > 0) console.WriteLine(string.Join(", ", result.Found.Select(found => $"{found.Value} × {found.Key}")));
                foreach (var error in job.Errors) console.WriteLine($"  {error.Subject}, step {error.Line}: {error.Reason}");
            });
            return job.ErrorCount > 0 ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }
}
