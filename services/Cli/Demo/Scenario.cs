using Cli.Commands;
using Contracts.Memory;
using Substrate.Compiling;

namespace Cli.Demo;

/// <param name="Detail">What was found.</param>
internal sealed record DemoCheck(string Name, bool Passed, string Detail);

internal sealed record DemoReport(bool Ok, string Repo, Guid? FirstRun, Guid? SecondRun, Guid? ControlRun, Guid? Memory, Guid? Compile, IReadOnlyList<DemoCheck> Checks);

/// <summary>
/// Run 1 meets a dead end and finds the way out. Run 2, a similar task, gets the memory of that in its context and skips the dead end.
/// The control is run 2 without memory, and must meet the dead end again.
/// </summary>
internal sealed class Scenario(Session session, TimeSpan patience, Action<string> say)
{
    private readonly List<DemoCheck> _checks = [];

    public async Task<DemoReport> Play()
    {
        var script = AgentScript.Load();
        // A name of its own each time, so that nothing learned before can help.
        var repo = $"demo/greeter-{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 4))}";
        var agent = new LiveRun(session, script, repo, say);
        say($"{script.Label} Repository {repo}.");

        say("Run 1: nothing is known about the repository yet.");
        var first = await agent.Work(script.Tasks["first"], memory: true);
        say($"  Recorded: {session.Api.Page($"runs/{first.Id}")}");
        Check("run 1 meets the dead end", Failed(first, script), Said(first));
        Check("run 1 solves its task", first.Succeeded, Said(first));

        say("What did the platform learn from it?");
        var memory = await Learned(first.Id, script);
        if (memory is null) return Report(repo, first.Id, null, null, null, null);
        say($"  {memory.Text}");
        say($"  Memory: {session.Api.Page($"memories/{memory.Id}")}");

        say("Run 2: a similar task in the same repository, freshly checked out.");
        var second = await agent.Work(script.Tasks["second"], memory: true);
        say($"  Recorded: {session.Api.Page($"runs/{second.Id}")}");
        say($"  Receipt: {session.Api.Page($"context/{second.CompileId}")}");
        await CheckReceipt(first, second, memory);
        Check("run 2 does not walk into the dead end", second.Commands.All(command => command.Command != script.TestCommand), Said(second));
        Check("run 2 solves its task", second.Succeeded, Said(second));

        say("Control: the same task, but memory is switched off.");
        var control = await agent.Work(script.Tasks["second"], memory: false);
        say($"  Recorded: {session.Api.Page($"runs/{control.Id}")}");
        var receipt = await session.Api.Context.Get(control.CompileId, session.Cancel);
        Check("the control's receipt holds no memory", receipt.Receipt.Memory.Availability == MemoryAvailability.Disabled
            && !receipt.Receipt.Entries.Any(entry => entry.Kind == ItemKind.Memory && entry.Position is not null), $"memory was {receipt.Receipt.Memory.Availability}");
        Check("the control walks into the dead end again", Failed(control, script), Said(control));

        foreach (var (name, run) in new[] { ("run 1", first), ("run 2", second), ("the control", control) })
        {
            var chain = await session.Api.Runs.VerifyRun(run.Id, session.Cancel);
            Check($"the hash chain of {name} holds", chain.Ok, $"{chain.Steps} steps");
        }
        return Report(repo, first.Id, second.Id, control.Id, memory.Id, second.CompileId);
    }

    private async Task CheckReceipt(FinishedRun first, FinishedRun second, MemoryView memory)
    {
        var compiled = await session.Api.Context.Get(second.CompileId, session.Cancel);
        var included = compiled.Receipt.Entries.Where(entry => entry.Kind == ItemKind.Memory && entry.Decision == ReasonCode.Included).ToList();
        var fromFirst = new List<Guid>();
        foreach (var entry in included)
        {
            var source = await session.Api.Memory.Get(Guid.Parse(entry.ItemId), session.Cancel);
            if (source.Evidence.Any(evidence => evidence.RunId == first.Id)) fromFirst.Add(source.Id);
        }
        Check("run 2's receipt includes a memory whose provenance is run 1", fromFirst.Contains(memory.Id), $"{included.Count} memories included, {fromFirst.Count} of them from run 1");

        var used = await Eventually(async () => (await session.Api.Memory.Usage(memory.Id, cancel: session.Cancel)).Items.FirstOrDefault(usage => usage.CompileId == second.CompileId && usage.Included));
        Check("the memory knows that run 2 used it", used?.RunId == second.Id, used is null ? "no usage was linked in time" : $"compile {used.CompileId}");
    }

    /// <summary>The accepted memory of the run that says how the tests are run, once search finds it.</summary>
    private async Task<MemoryView?> Learned(Guid run, AgentScript script)
    {
        var memory = await Eventually(async () => (await session.Api.Memory.List(status: "active", run: run, limit: 200, cancel: session.Cancel)).Items
            .FirstOrDefault(memory => memory.Text.Contains($"&& {script.TestCommand}`", StringComparison.Ordinal) && memory.Evidence.Any(evidence => evidence.RunId == run)));
        if (memory is null)
        {
            var candidates = (await session.Api.Memory.ListCandidates(run: run, limit: 200, cancel: session.Cancel)).Items;
            foreach (var candidate in candidates) say($"  {candidate.Decision} ({candidate.Confidence:0.00}, {candidate.Reason}): {candidate.Text}");
        }
        Check("a memory of the way out is accepted", memory is not null, memory is null ? $"none within {patience.TotalSeconds:0} s" : $"confidence {memory.Confidence:0.00}");
        if (memory is null) return null;
        var found = await Eventually(async () => (await session.Api.Memory.Search(q: memory.Text, repo: memory.Scope.Repo, limit: 200, cancel: session.Cancel)).Items.FirstOrDefault(hit => hit.Id == memory.Id));
        Check("search finds it", found is not null, found is null ? $"not within {patience.TotalSeconds:0} s" : $"score {found.Score:0.00}");
        return memory;
    }

    private async Task<T?> Eventually<T>(Func<Task<T?>> look) where T : class
    {
        var until = DateTimeOffset.UtcNow + patience;
        while (true)
        {
            if (await look() is { } found) return found;
            if (DateTimeOffset.UtcNow >= until) return null;
            await Task.Delay(200, session.Cancel);
        }
    }

    private static bool Failed(FinishedRun run, AgentScript script) => run.Commands.Any(command => command.Command == script.TestCommand && command.ExitCode is not 0);

    private static string Said(FinishedRun run) => string.Join("; ", run.Commands.Select(command => $"{command.Command} → {command.ExitCode}"));

    private void Check(string name, bool passed, string detail)
    {
        _checks.Add(new DemoCheck(name, passed, detail));
        say($"  {(passed ? "✓" : "✗")} {name}{(passed ? "" : $" ({detail})")}");
    }

    private DemoReport Report(string repo, Guid? first, Guid? second, Guid? control, Guid? memory, Guid? compile) =>
        new(_checks.TrueForAll(check => check.Passed), repo, first, second, control, memory, compile, _checks);
}
