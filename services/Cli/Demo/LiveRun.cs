using System.Text.Json;
using Cli.Commands;
using Contracts.Context;
using Contracts.Recorder;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Scoping;
using Substrate.Trace;

namespace Cli.Demo;

/// <param name="Commands">What the agent ran in the shell, with exit codes, as the platform recorded it.</param>
internal sealed record FinishedRun(Guid Id, Guid CompileId, bool Succeeded, IReadOnlyList<RanCommand> Commands);

internal sealed record RanCommand(string Command, int? ExitCode);

/// <summary>One run of the agent: compiles its context, works, and sends every step to the platform as it happens.</summary>
internal sealed class LiveRun(Session session, AgentScript script, string repo, Action<string> say)
{
    private const int MostTurns = 40;
    private const int Budget = 1500;

    private Guid _id;
    private int _seq;

    public async Task<FinishedRun> Work(ScriptedTask task, bool memory)
    {
        using var workshop = Workshop.Open(task);
        var run = await session.Api.Runs.CreateRun(
            new RunHeader(task.Text, new AgentRef(script.Name, script.Version), Repo: repo, TaskType: "bug_fix", Config: Json(new { Scripted = true, script.Label }), StartedAt: DateTimeOffset.UtcNow),
            Guid.NewGuid().ToString(), session.Cancel);
        _id = run.Id;
        _seq = 0;
        await Record(new Step(_seq, StepKind.System, Output: Json($"{script.Label} {script.Instruction}")), new Step(_seq + 1, StepKind.User, Output: Json(task.Text)));

        var window = await session.Api.Context.Compile(new CompileRequest(task.Text, new Scope(Repo: repo), Budget,
        [
            new ContextItem("instruction", ItemKind.Instruction, script.Instruction, new ItemSource("demo:instruction"), Pinned: true),
            new ContextItem("task", ItemKind.Task, task.Text, new ItemSource("demo:task"), Pinned: true),
        ], new MemoryOptions(memory), RunId: _id), session.Cancel);

        var succeeded = await Act(new ScriptedAgent(script, task, window.Markdown), workshop, window.Markdown);
        await session.Api.Runs.CompleteRun(_id, new CompleteRun(
            new Outcome(succeeded ? OutcomeStatus.Succeeded : OutcomeStatus.Failed, Checks: [new OutcomeCheck("tests pass", succeeded)]), DateTimeOffset.UtcNow, _seq), session.Cancel);
        return new FinishedRun(_id, window.Id, succeeded, await Commands());
    }

    private async Task<bool> Act(ScriptedAgent agent, Workshop workshop, string window)
    {
        string? tool = null;
        var output = "";
        for (var turn = 0; turn < MostTurns; turn++)
        {
            if (agent.Next(tool, output) is not { } next)
            {
                say("  The agent is stuck: no rule fits.");
                return false;
            }
            say($"  {next.Say}");
            var thought = _seq;
            var asked = DateTimeOffset.UtcNow;
            var step = new Step(thought, StepKind.Llm, T0: asked, T1: asked, Name: next.Rule, Input: turn == 0 ? Json(window) : null, Output: Json(next.Say));
            if (next.Tool is null)
            {
                await Record(step);
                if (next.Finish) return true;
                continue;
            }
            var result = await workshop.Use(next.Tool, next.Args, session.Cancel);
            (tool, output) = (next.Tool, result.Text);
            if (next.Tool == "shell") say($"    $ {next.Args["command"]}   → exit {result.ExitCode}");
            var call = new ToolCall($"call-{thought}", next.Tool, Json(next.Args), Json(result.Text), result.IsError, result.ExitCode);
            await Record(step, new Step(thought + 1, StepKind.Tool, thought, asked, DateTimeOffset.UtcNow, next.Tool, ToolCall: call));
        }
        return false;
    }

    private async Task Record(params Step[] steps)
    {
        await session.Api.Runs.AppendSteps(_id, new AppendSteps(steps), session.Cancel);
        _seq += steps.Length;
    }

    /// <summary>From the recording, not from memory: what counts is what the platform can show.</summary>
    private async Task<IReadOnlyList<RanCommand>> Commands()
    {
        await using var lines = await session.Api.Runs.ReadTranscript(_id, cancel: session.Cancel);
        var commands = new List<RanCommand>();
        await foreach (var step in JsonSerializer.DeserializeAsyncEnumerable<TranscriptStep>(lines, topLevelValues: true, PlatformJson.Options, session.Cancel))
        {
            if (step is { ToolName: "shell", Args: { } args })
                commands.Add(new RanCommand(JsonDocument.Parse(args).RootElement.GetProperty("command").GetString()!, step.ExitCode));
        }
        return commands;
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value, PlatformJson.Options);
}
