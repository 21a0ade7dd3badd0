using System.CommandLine;
using System.Text;
using Cli.Exporting;
using Cli.Output;
using Contracts.Memory;
using Spectre.Console;
using Substrate.Scoping;

namespace Cli.Commands;

/// <summary>Accepted memories of a repository as lines of a file that agents are given, without touching what a person wrote there.</summary>
internal static class ExportMemory
{
    private const int PageRows = 200;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <param name="TooSensitive">Memories that are above the ceiling and so not among the lines.</param>
    private sealed record Answer(string File, bool UpToDate, bool Written, int Memories, int TooSensitive, IReadOnlyList<BlockChange> Changes);

    public static Command Create(Options options)
    {
        Option<string> repo = new("--repo") { Description = "Repository whose memories they are.", Required = true };
        Option<string> to = new("--to") { Description = "Markdown file, such as AGENTS.md; made if it is not there.", Required = true };
        Option<Sensitivity> ceiling = new("--max-sensitivity") { Description = "What is more sensitive stays out.", DefaultValueFactory = _ => Sensitivity.Internal };
        Option<bool> write = new("--write") { Description = "Change the file; without it the changes are only shown." };
        Option<bool> check = new("--check") { Description = "Exit 1 when the file is not up to date." };
        var command = new Command("export", "Accepted memories as a block of a Markdown file; lines that a person edited or removed stay so") { repo, to, ceiling, write, check };
        options.Run(command, async (parsed, session) =>
        {
            var file = parsed.GetValue(to)!;
            var accepted = await Accepted(session, parsed.GetValue(repo)!);
            var shown = accepted.Where(memory => memory.Sensitivity <= parsed.GetValue(ceiling)).ToList();
            var before = Read(file);
            var (after, changes) = Updated(file, before, parsed.GetValue(repo)!, shown);
            var (upToDate, written) = (after == before, parsed.GetValue(write) && after != before);
            if (written) Replace(file, after);
            var answer = new Answer(file, upToDate, written, shown.Count, accepted.Count - shown.Count, changes);
            session.Terminal.Result(answer, console => Write(console, answer));
            return parsed.GetValue(check) && !upToDate && !written ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>What to watch out for first, then by how sure it is.</summary>
    private static async Task<List<MemoryView>> Accepted(Session session, string repo)
    {
        var found = new List<MemoryView>();
        foreach (var status in new[] { "pinned", "active" })
        {
            string? cursor = null;
            do
            {
                var page = await session.Api.Memory.List(status: status, repo: repo, cursor: cursor, limit: PageRows, cancel: session.Cancel);
                found.AddRange(page.Items.Where(memory => !(memory.ExpiresAt <= DateTimeOffset.UtcNow)));
                cursor = page.NextCursor;
            }
            while (cursor is not null);
        }
        // Pinned while it was read, it would stand there twice.
        return [.. found.DistinctBy(memory => memory.Id).OrderByDescending(memory => memory.Type == MemoryType.Warning).ThenBy(memory => memory.Type).ThenByDescending(memory => memory.Confidence).ThenBy(memory => memory.Id)];
    }

    private static string Read(string file)
    {
        try
        {
            return File.Exists(file) ? Strict.GetString(File.ReadAllBytes(file)) : "";
        }
        catch (DecoderFallbackException)
        {
            throw new CliException(ExitCodes.Failed, $"{file} is not UTF-8; nothing was changed.");
        }
    }

    private static (string After, IReadOnlyList<BlockChange> Changes) Updated(string file, string before, string repo, IReadOnlyList<MemoryView> memories)
    {
        try
        {
            return MemoryBlock.Update(before, repo, memories);
        }
        catch (BlockException e)
        {
            throw new CliException(ExitCodes.Failed, $"{file}, {e.Message}");
        }
    }

    /// <summary>By rename, so that nobody reads half of it.</summary>
    private static void Replace(string file, string text)
    {
        // A link stays one; a file that is not there yet is none.
        var target = (File.Exists(file) ? new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(file);
        var next = $"{target}.{Guid.NewGuid():N}.new";
        File.WriteAllText(next, text, Strict);
        if (File.Exists(target) && !OperatingSystem.IsWindows()) File.SetUnixFileMode(next, File.GetUnixFileMode(target));
        File.Move(next, target, overwrite: true);
    }

    private static void Write(IAnsiConsole console, Answer answer)
    {
        foreach (var change in answer.Changes) console.WriteLine(change.Kind switch
        {
            BlockChangeKind.Added => $"+ {change.Text}",
            BlockChangeKind.Updated => $"- {change.Was}\n+ {change.Text}",
            BlockChangeKind.Retired => $"- {change.Text}",
            BlockChangeKind.EditedHere => $"= {change.Text}  (edited here, and stays{(change.Was is null ? "; the memory is no longer accepted" : $"; the memory says: {change.Was}")})",
            _ => $"  {change.Text}  (removed here, and stays away)",
        });
        if (answer.TooSensitive > 0) console.WriteLine($"{answer.TooSensitive} more are above the ceiling and stay out.");
        console.WriteLine(answer.UpToDate ? $"{answer.File} is up to date with {answer.Memories} memories." : answer.Written ? $"{answer.File} was written." : "Nothing was changed yet: --write does it.");
    }
}
