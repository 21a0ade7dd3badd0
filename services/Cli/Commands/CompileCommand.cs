using System.CommandLine;
using System.Text;
using Cli.Output;
using Contracts.Context;
using Spectre.Console;
using Substrate.Compiling;
using Substrate.Hashing;
using Substrate.Scoping;

namespace Cli.Commands;

internal static class CompileCommand
{
    private const long LargestItem = 2_000_000;

    public static Command Create(Options options)
    {
        Option<string?> task = new("--task") { Description = "What the window is for; with --at it may be left out." };
        Option<string?> at = new("--at") { Description = "RUN:SEQ, the window that a recorded run had before that step." };
        Option<int?> budget = new("--budget") { Description = "Tokens that the window may have (default: 4000; with --at half of what the window had)." };
        Option<string?> repo = new("--repo");
        Option<string?> project = new("--project");
        Option<string?> user = new("--user");
        Option<string?> agent = new("--agent");
        Option<string?> taskType = new("--task-type");
        Option<FileInfo[]> items = new("--item") { Description = "A text file to consider; may be given several times.", AllowMultipleArgumentsPerToken = true };
        Option<bool> noMemory = new("--no-memory") { Description = "Compile without memory." };
        Option<int> memories = new("--memories") { Description = "At most so many memories are considered.", DefaultValueFactory = _ => 20 };
        Option<Guid?> run = new("--run") { Description = "Run that will use the window." };
        Option<string?> profile = new("--profile") { Description = "NAME, or NAME@N for one version (default: the organisation's default)." };
        Option<bool> preview = new("--preview") { Description = "Only show the window: nothing is kept, so there is no receipt to ask afterwards." };
        var command = new Command("compile", "Compile a context window; its Markdown goes to stdout") { task, budget, repo, project, user, agent, taskType, items, noMemory, memories, run, profile, preview, at };
        command.Validators.Add(result =>
        {
            if (result.GetValue(task) is null && result.GetValue(at) is null) result.AddError("Say what the window is for (--task), or which step of which run (--at).");
        });
        options.Run(command, async (parsed, session) =>
        {
            if (parsed.GetValue(at) is { } place) return await CompileAt.Run(place, parsed.GetValue(task), parsed.GetValue(budget), parsed.GetValue(profile), session);
            var given = new List<ContextItem>();
            foreach (var file in parsed.GetValue(items) ?? []) given.Add(await Read(file, session.Cancel));
            var scope = new Scope(parsed.GetValue(project), parsed.GetValue(repo), parsed.GetValue(agent), parsed.GetValue(user), parsed.GetValue(taskType));
            var request = new CompileRequest(
                parsed.GetValue(task)!, scope, parsed.GetValue(budget) ?? 4000, given, new MemoryOptions(!parsed.GetValue(noMemory), parsed.GetValue(memories)),
                RunId: parsed.GetValue(run), Profile: parsed.GetValue(profile));
            if (parsed.GetValue(preview))
            {
                var shown = await session.Api.Context.Preview(request, session.Cancel);
                session.Terminal.Result(shown, _ => session.Terminal.Raw(shown.Markdown));
                session.Terminal.Note($"{shown.UsedTokens} of {shown.Budget} tokens, {shown.Items.Count} of {shown.Receipt.Entries.Count} items. A preview: nothing was kept.");
                if (shown.Warning is not null) session.Terminal.Note(shown.Warning);
                return ExitCodes.Ok;
            }
            var window = await session.Api.Context.Compile(request, session.Cancel);
            session.Terminal.Result(window, _ => session.Terminal.Raw(window.Markdown));
            session.Terminal.Note($"{window.UsedTokens} of {window.Budget} tokens, {(window.Items.Count == 1 ? "1 item" : $"{window.Items.Count} items")}. Receipt {window.Id}: {session.Api.Page($"context/{window.Id}")}");
            if (window.Warning is not null) session.Terminal.Note(window.Warning);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<ContextItem> Read(FileInfo file, CancellationToken cancel)
    {
        if (!file.Exists) throw new CliException(ExitCodes.Usage, $"{file} does not exist.");
        if (file.Length > LargestItem) throw new CliException(ExitCodes.Usage, $"{file} is larger than {LargestItem:N0} bytes.");
        var bytes = await File.ReadAllBytesAsync(file.FullName, cancel);
        if (bytes.AsSpan().Contains((byte)0)) throw new CliException(ExitCodes.Usage, $"{file} is not a text file.");
        var name = Path.GetRelativePath(Environment.CurrentDirectory, file.FullName).Replace('\\', '/');
        return new ContextItem($"file:{name}", ItemKind.File, Encoding.UTF8.GetString(bytes), new ItemSource(name, Hash: ContentHash.Of(bytes)), At: new DateTimeOffset(file.LastWriteTimeUtc));
    }
}

internal static class WhyCommand
{
    public static Command Create(Options options)
    {
        Argument<Guid> compile = new("compile") { Description = "Id of the compile." };
        Argument<string> item = new("item") { Description = "Id of the item; for a memory its id." };
        var command = new Command("why", "Why an item is in a window, or is not") { compile, item };
        options.Run(command, async (parsed, session) =>
        {
            var answer = await session.Api.Context.Why(parsed.GetValue(compile), parsed.GetValue(item)!, session.Cancel);
            session.Terminal.Result(answer, console =>
            {
                console.WriteLine(answer.Answer);
                foreach (var part in answer.Entry.Parts) console.WriteLine($"  {part.Key,-10} {part.Value:0.00}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }
}
