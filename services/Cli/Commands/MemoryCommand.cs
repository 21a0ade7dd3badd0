using System.CommandLine;
using Cli.Output;
using Contracts.Memory;
using Spectre.Console;

namespace Cli.Commands;

internal static class MemoryCommand
{
    public static Command Create(Options options) => new("memory", "What was learned from runs")
    {
        Search(options), List(options), Candidates(options), Show(options), Promote(options), Reject(options), Expire(options), FeedbackCommand.Create(options), ExportMemory.Create(options), AuditCommand.Create(options),
    };

    private static Command Search(Options options)
    {
        Argument<string> words = new("query");
        Option<string?> repo = new("--repo");
        Option<string?> project = new("--project");
        Option<string?> user = new("--user");
        Option<string?> types = new("--types") { Description = "fact, procedure, warning, preference, summary; several by comma." };
        var command = new Command("search", "Memories that fit some words, best first") { words, repo, project, user, types, Options.Limit };
        options.Run(command, async (parsed, session) =>
        {
            var found = await session.Api.Memory.Search(
                q: parsed.GetValue(words), types: parsed.GetValue(types), project: parsed.GetValue(project), repo: parsed.GetValue(repo), user: parsed.GetValue(user),
                limit: parsed.GetValue(Options.Limit), cancel: session.Cancel);
            session.Terminal.Result(found, console =>
            {
                var table = Terminal.Table("Score", "Type", "Id", "Text");
                foreach (var hit in found.Items) Terminal.Row(table, $"{hit.Score:0.00}", Terminal.Word(hit.Type), hit.Id.ToString(), Terminal.Short(hit.Text, 160));
                console.Write(table);
                if (found.Filtered.Count > 0) session.Terminal.Note("Not looked at: " + string.Join(", ", found.Filtered.Select(filtered => $"{filtered.Value} {filtered.Key}")));
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command List(Options options)
    {
        Option<string?> status = new("--status") { Description = "active, pinned, quarantined, expired, superseded or rejected." };
        Option<string?> type = new("--type");
        Option<string?> repo = new("--repo");
        Option<Guid?> run = new("--run") { Description = "Only what came from this run." };
        Option<string?> words = new("--q");
        Option<string?> cursor = new("--cursor");
        var command = new Command("list", "Memories, newest first") { status, type, repo, run, words, cursor, Options.Limit };
        options.Run(command, async (parsed, session) =>
        {
            var page = await session.Api.Memory.List(
                parsed.GetValue(status), parsed.GetValue(type), parsed.GetValue(repo), null, parsed.GetValue(run), parsed.GetValue(words),
                parsed.GetValue(cursor), parsed.GetValue(Options.Limit), session.Cancel);
            session.Terminal.Result(page, console =>
            {
                var table = Terminal.Table("Id", "Type", "Status", "Confidence", "Used", "Text");
                foreach (var memory in page.Items)
                    Terminal.Row(table, memory.Id.ToString(), Terminal.Word(memory.Type), Terminal.Word(memory.Status), $"{memory.Confidence:0.00}", $"{memory.UsageCount}", Terminal.Short(memory.Text, 140));
                console.Write(table);
                if (page.NextCursor is not null) session.Terminal.Note($"There are more: --cursor {page.NextCursor}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Candidates(Options options)
    {
        Option<string?> decision = new("--decision") { Description = "pending, accepted, rejected, merged, quarantined or expired." };
        Option<string?> repo = new("--repo");
        Option<Guid?> run = new("--run");
        Option<string?> cursor = new("--cursor");
        var command = new Command("candidates", "What runs suggested, and what was decided about it") { decision, repo, run, cursor, Options.Limit };
        options.Run(command, async (parsed, session) =>
        {
            var page = await session.Api.Memory.ListCandidates(
                parsed.GetValue(decision), null, parsed.GetValue(repo), parsed.GetValue(run), null, parsed.GetValue(cursor), parsed.GetValue(Options.Limit), session.Cancel);
            session.Terminal.Result(page, console =>
            {
                var table = Terminal.Table("Id", "Type", "Decision", "Confidence", "Text", "Reason");
                foreach (var candidate in page.Items)
                    Terminal.Row(table, candidate.Id.ToString(), Terminal.Word(candidate.Type), Terminal.Word(candidate.Decision), $"{candidate.Confidence:0.00}", Terminal.Short(candidate.Text, 100), Terminal.Short(candidate.Reason, 60));
                console.Write(table);
                if (page.NextCursor is not null) session.Terminal.Note($"There are more: --cursor {page.NextCursor}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show(Options options)
    {
        Argument<Guid> id = new("memory");
        var command = new Command("show", "One memory, with where it comes from") { id };
        options.Run(command, async (parsed, session) =>
        {
            var memory = await session.Api.Memory.Get(parsed.GetValue(id), session.Cancel);
            session.Terminal.Result(memory, console => Write(console, memory));
            return ExitCodes.Ok;
        });
        return command;
    }

    internal static void Write(IAnsiConsole console, MemoryView memory)
    {
        console.WriteLine(memory.Text);
        console.WriteLine($"{memory.Id}  {Terminal.Word(memory.Type)}, {Terminal.Word(memory.Status)}, confidence {memory.Confidence:0.00}, {memory.Corroboration} runs, used {memory.UsageCount} times{Said(memory.Feedback)}");
        if (memory.ExpiresAt is { } expires) console.WriteLine($"Expires {Terminal.When(expires)}");
        foreach (var evidence in memory.Evidence) console.WriteLine($"  from run {evidence.RunId} step {evidence.Seq} {evidence.Field}[{evidence.Start}..{evidence.End}]: {Terminal.Short(evidence.Quote, 160)}");
    }

    private static string Said(FeedbackCounts feedback) => string.Concat(
        new[] { (feedback.Useful, "useful"), (feedback.Wrong, "wrong"), (feedback.Outdated, "outdated"), (feedback.Harmful, "harmful") }.Where(said => said.Item1 > 0).Select(said => $", {said.Item1} say {said.Item2}"));

    private static Command Promote(Options options)
    {
        Argument<Guid> id = new("memory") { Description = "Id of the candidate or memory." };
        Option<bool> pin = new("--pin") { Description = "Put it into every window of its scope." };
        Option<string?> reason = new("--reason");
        var command = new Command("promote", "Accept a candidate, or pin a memory") { id, pin, reason };
        options.Run(command, async (parsed, session) =>
        {
            var memory = await session.Api.Memory.Promote(parsed.GetValue(id), new PromoteMemory(parsed.GetValue(pin), parsed.GetValue(reason)), session.Cancel);
            session.Terminal.Result(memory, console => Write(console, memory));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Reject(Options options)
    {
        Argument<Guid> id = new("memory");
        Option<string?> reason = new("--reason");
        var command = new Command("reject", "Refuse a candidate") { id, reason };
        options.Run(command, async (parsed, session) =>
        {
            var candidate = await session.Api.Memory.Reject(parsed.GetValue(id), new DecideMemory(parsed.GetValue(reason)), session.Cancel);
            session.Terminal.Result(candidate, console => console.WriteLine($"{candidate.Id} is {Terminal.Word(candidate.Decision)}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Expire(Options options)
    {
        Argument<Guid> id = new("memory");
        Option<string?> reason = new("--reason");
        var command = new Command("expire", "Stop using a memory") { id, reason };
        options.Run(command, async (parsed, session) =>
        {
            var memory = await session.Api.Memory.Expire(parsed.GetValue(id), new DecideMemory(parsed.GetValue(reason)), session.Cancel);
            session.Terminal.Result(memory, console => Write(console, memory));
            return ExitCodes.Ok;
        });
        return command;
    }
}
