using System.CommandLine;
using System.Globalization;
using Cli.Auditing;
using Cli.Output;
using Spectre.Console;
using Substrate.Hygiene;

namespace Cli.Commands;

/// <summary>What is wrong in a store of memories that some other tool keeps. Nothing is imported and no platform is needed.</summary>
internal static class AuditCommand
{
    /// <param name="Repository">What citations were checked against; null when they were not.</param>
    private sealed record Answer(HygieneReport Report, IReadOnlyList<UnreadFile> Unread, string? Repository);

    public static Command Create(Options options)
    {
        Argument<string> path = new("path") { Description = "A file or folder: CLAUDE.md, AGENTS.md, Copilot's instructions, .cursor/rules, a folder of memories, an export of mem0 (.json, .jsonl)." };
        Option<string?> repo = new("--repo") { Description = "Repository whose files the notes name (default: the one that the path is in)." };
        var command = new Command(
            "audit", "Look through a store of memories without importing it: duplicates, conflicts, secrets, stale citations, echoes. Works offline; exit 1 when something is found") { path, repo };
        options.RunOffline(command, (parsed, session) =>
        {
            var given = parsed.GetValue(path)!;
            if (!Path.Exists(given)) throw new CliException(ExitCodes.Usage, $"{given} does not exist.");
            if (parsed.GetValue(repo) is { } named && !Directory.Exists(named)) throw new CliException(ExitCodes.Usage, $"{named} is no folder.");
            var (read, unread) = StoreFiles.Under(given, session.Cancel);
            if (read.Count + unread.Count == 0) throw new CliException(ExitCodes.Usage, $"{given} holds no Markdown and no JSON.");
            var root = parsed.GetValue(repo) ?? RepositoryOf(given);
            var answer = new Answer(StoreAudit.Of(read, root is null ? null : new RepositoryFiles(root)), unread, root);
            session.Terminal.Result(answer, console => Write(console, session.Terminal, answer));
            return Task.FromResult(answer.Report.Findings.Count + unread.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed);
        });
        return command;
    }

    private static string? RepositoryOf(string path)
    {
        for (var folder = Path.GetFullPath(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Join(folder, ".git"))) return folder;
        }
        return null;
    }

    private static void Write(IAnsiConsole console, Terminal terminal, Answer answer)
    {
        var report = answer.Report;
        if (report.Findings.Count > 0)
        {
            var table = Terminal.Table("Where", "What", "Why", "See");
            foreach (var finding in report.Findings) Terminal.Row(table, Place(finding.At), Words(finding.Fault), finding.Detail, finding.Other is { } other ? Place(other) : "");
            console.Write(table);
        }
        foreach (var file in answer.Unread) console.WriteLine($"{file.File} was not read: {file.Reason}");
        var share = report.Notes == 0 ? 0 : 100.0 * report.Faulty / report.Notes;
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Notes} notes in {report.Files} files; {report.Faulty} of them ({share:0.#} %) have something wrong: {Summary(report)}."));
        if (answer.Repository is null) terminal.Note("The files that notes name were not checked: the path is in no repository. Give --repo.");
    }

    private static string Summary(HygieneReport report) =>
        report.Findings.Count == 0 ? "nothing found" : string.Join(", ", report.Counts.Where(count => count.Value > 0).Select(count => $"{count.Value} {Words(count.Key)}"));

    private static string Place(NotePlace place) => place.Id is { } id ? $"{place.File} {id}" : $"{place.File}:{place.Line}";

    private static string Words(HygieneFault fault) => Terminal.Word(fault).Replace('_', ' ');
}
