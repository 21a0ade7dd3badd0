using System.CommandLine;
using Cli.Output;
using Contracts.Recorder;
using Spectre.Console;

namespace Cli.Commands;

internal static class RunsCommand
{
    public static Command Create(Options options) => new("runs", "Recorded runs")
    {
        List(options), Show(options), Tree(options), CompareRunsCommand.Create(options), Verify(options), RedactionCommand.OfRun(options), ExportRun.Create(options),
    };

    private static Command List(Options options)
    {
        Option<string?> repo = new("--repo") { Description = "Repository, as recorded." };
        Option<string?> project = new("--project");
        Option<string?> agent = new("--agent");
        Option<string?> model = new("--model");
        Option<string?> outcome = new("--outcome") { Description = "succeeded, failed, aborted, infra_error or unknown." };
        Option<string?> state = new("--state") { Description = "open or complete." };
        Option<string?> text = new("--q") { Description = "Words of the task." };
        Option<string?> cursor = new("--cursor") { Description = "nextCursor of the page before." };
        var command = new Command("list", "The latest runs") { repo, project, agent, model, outcome, state, text, cursor, Options.Limit };
        options.Run(command, async (parsed, session) =>
        {
            var page = await session.Api.Runs.ListRuns(
                parsed.GetValue(project), parsed.GetValue(repo), parsed.GetValue(agent), parsed.GetValue(model), parsed.GetValue(state), parsed.GetValue(outcome),
                parsed.GetValue(text), cursor: parsed.GetValue(cursor), limit: parsed.GetValue(Options.Limit), cancel: session.Cancel);
            session.Terminal.Result(page, console =>
            {
                var table = Terminal.Table("Id", "When", "Repo", "Agent", "Outcome", "Steps", "Task");
                foreach (var run in page.Items)
                    Terminal.Row(table, run.Id.ToString(), Terminal.When(run.StartedAt ?? run.CreatedAt), run.Repo, run.Agent.Name, Terminal.Word(run.Outcome.Status), $"{run.StepCount}", Terminal.Short(run.Task, 60));
                console.Write(table);
                if (page.NextCursor is not null) session.Terminal.Note($"There are more: --cursor {page.NextCursor}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show(Options options)
    {
        Argument<Guid> id = new("run") { Description = "Id of the run." };
        Option<bool> steps = new("--steps") { Description = "With its steps." };
        var command = new Command("show", "One run") { id, steps };
        options.Run(command, async (parsed, session) =>
        {
            var run = await session.Api.Runs.GetRun(parsed.GetValue(id), session.Cancel);
            var all = parsed.GetValue(steps) ? await Steps(session, run.Id) : null;
            session.Terminal.Result(new { Run = run, Steps = all }, console =>
            {
                console.WriteLine(Terminal.Short(run.Task, 400));
                console.WriteLine($"{run.Id}  {run.Agent.Name}  {run.Repo}  {Terminal.Word(run.Outcome.Status)}  {run.StepCount} steps, {run.ToolCallCount} tool calls, {run.ErrorCount} errors");
                console.WriteLine(run.ChainHead is null ? "Still open." : $"Sealed {Terminal.When(run.CompletedAt)}, chain head {run.ChainHead}");
                if (all is null) return;
                var table = Terminal.Table("Seq", "Kind", "Tool", "Exit", "Preview");
                foreach (var step in all)
                    Terminal.Row(table, $"{step.Seq}", Terminal.Word(step.Kind), step.ToolCall?.Name, step.ToolCall?.ExitCode?.ToString(), Terminal.Short(step.ToolCall?.ArgsPreview ?? step.Preview ?? "", 120));
                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyList<StepView>> Steps(Session session, Guid run)
    {
        var all = new List<StepView>();
        for (string? cursor = null; ;)
        {
            var page = await session.Api.Runs.ListSteps(run, cursor, 200, session.Cancel);
            all.AddRange(page.Items);
            if ((cursor = page.NextCursor) is null) return [.. all.OrderBy(step => step.Seq)];
        }
    }

    private static Command Tree(Options options)
    {
        Argument<Guid> id = new("run") { Description = "Id of any run of the tree." };
        var command = new Command("tree", "A run with its parents, children and branches") { id };
        options.Run(command, async (parsed, session) =>
        {
            var answer = await session.Api.Runs.ReadRunTree(parsed.GetValue(id), session.Cancel);
            session.Terminal.Result(answer, console =>
            {
                var children = answer.Nodes.ToLookup(node => node.ParentId);
                var tree = new Tree(Label(answer.Nodes[0]));
                var open = new Queue<(Guid Run, IHasTreeNodes At)>([(answer.Root, tree)]);
                while (open.TryDequeue(out var next))
                    foreach (var child in children[next.Run]) open.Enqueue((child.RunId, next.At.AddNode(Label(child))));
                console.Write(tree);
            });
            return ExitCodes.Ok;

            Text Label(RunTreeNode node) => new(
                $"{(node.RunId == parsed.GetValue(id) ? "* " : "")}{node.RunId}  {(node.Relation is null ? "" : $"{node.Relation}{(node.Seq is { } at ? $" at step {at}" : "")}  ")}"
                + $"{node.Agent}  {Terminal.Word(node.Outcome)}  {node.StepCount} steps  {Terminal.Short(node.Task, 60)}");
        });
        return command;
    }

    private static Command Verify(Options options)
    {
        Argument<Guid> id = new("run") { Description = "Id of the run." };
        var command = new Command("verify", "Recompute a run's proof: steps, payloads, seal, signatures, annotations; exit 1 when something is not what was recorded") { id };
        options.Run(command, async (parsed, session) =>
        {
            var result = await session.Api.Runs.VerifyRun(parsed.GetValue(id), session.Cancel);
            session.Terminal.Result(result, console =>
            {
                console.WriteLine(result.Ok
                    ? $"The chain holds over {result.Steps} steps; head {result.Head ?? "not there yet, the run is open"}"
                    : $"Not what was recorded{(result.FirstBroken is { } broken ? $": broken at step {broken.Seq}: {broken.Reason}" : ".")}");
                if (result.Seal is { } seal) console.WriteLine($"Seal of revision {seal.Revision}, signed {Terminal.When(seal.SignedAt)} with the key {seal.Kid}, Merkle root {seal.MerkleRoot}");
                var table = Terminal.Table("Part", "State", "Where", "What");
                foreach (var check in result.Checks)
                {
                    var where = check.Fault is { } fault ? $"{fault.Where}{(fault.Seq is { } seq ? $" {seq}" : "")}{(fault.Field is { } field ? $" {field}" : "")}" : null;
                    Terminal.Row(table, Terminal.Word(check.Part), Terminal.Word(check.State), where, check.Fault?.Reason);
                }
                console.Write(table);
            });
            return result.Ok ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }
}
