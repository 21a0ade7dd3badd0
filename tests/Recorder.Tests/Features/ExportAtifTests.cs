using System.Net;
using System.Text.Json;
using Harness;
using Recorder.Tests.Domain.Importing;
using Substrate.Policies;
using Substrate.Trace;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

public sealed class ExportAtifTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private readonly RecorderClient here = new(host.As(CallerRole.Member, Guid.NewGuid()));
    private readonly RecorderClient there = new(host.As(CallerRole.Member, Guid.NewGuid()));

    [Fact]
    public async Task A_run_is_a_valid_trajectory_and_comes_back_step_by_step_as_it_was()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(6);
        var run = await here.Begin("Keep the commas");
        await here.Appended(run.Id,
            new Step(0, StepKind.System, Output: Text("You help.")),
            new Step(1, StepKind.User, Output: Json("""[{"type":"text","text":"Look"},{"type":"image","path":"a.png"}]"""), T0: at),
            new Step(2, StepKind.Llm, T0: at, T1: at.AddSeconds(2), Model: "m-1", Name: "planner", Input: Json("""{"messages":[]}"""), Output: Text("I look."),
                Tokens: new TokenUsage(100, 20, 64, 3, 5), Cost: 0.125m, Replayable: Replayable.Full),
            new Step(3, StepKind.Note, 2, T0: at.AddSeconds(1), Name: "thinking", Output: Text("Hm.")),
            new Step(4, StepKind.Tool, 2, T1: at, ToolCall: new ToolCall("c1", "bash", Json("""{"command":"ls"}"""), Text("p.py"), true, 2), Error: "broke"),
            new Step(5, StepKind.Tool, 2, ToolCall: new ToolCall("c1", "again", Text("plain words"), Json("""{"z":1,"a":[1.5]}"""))),
            new Step(6, StepKind.Compaction, Output: Text("short"), Tokens: new TokenUsage(7, 8)),
            new Step(7, StepKind.Tool, 2, ToolCall: new ToolCall("late", "bash", Json("[1]"))),
            new Step(8, StepKind.Llm, 1, Error: "429"),
            new Step(9, StepKind.Eval, Name: "judge", Output: Json("""{"score":1}"""), Cost: 0.5m));
        await here.Completed(run.Id);

        var exported = await here.Http.GetStringAsync($"v2/runs/{run.Id}/atif");

        using var trajectory = JsonDocument.Parse(exported);
        var root = trajectory.RootElement;
        Assert.Equal("ATIF-v1.7", root.GetProperty("schema_version").GetString());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], root.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("step_id").GetInt32()));
        Assert.Equal(["system", "user", "agent", "agent", "system", "agent", "agent", "system"], root.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("source").GetString()));
        var reply = root.GetProperty("steps")[2];
        Assert.Equal(("I look.", "Hm.", "ls"), (
            reply.GetProperty("message").GetString(), reply.GetProperty("reasoning_content").GetString(),
            reply.GetProperty("tool_calls")[0].GetProperty("arguments").GetProperty("command").GetString()));
        Assert.All(root.GetProperty("steps").EnumerateArray().Where(s => s.TryGetProperty("tool_calls", out _)), s => Assert.Equal(JsonValueKind.Object, s.GetProperty("tool_calls")[0].GetProperty("arguments").ValueKind));
        var (_, result) = await there.Import(Samples.Bytes(exported), "t.json");
        Assert.Equal((1, 0), (result.Imported, result.Failed.Count));
        await Same(run.Id, Assert.Single(await there.All()).Id);
    }

    [Fact]
    public async Task Whatever_format_a_run_came_from_it_survives_the_way_through_ATIF()
    {
        await here.Import(Samples.TarGz([.. DetectionTests.OneOfEach.Select((row, i) => ($"x/{i}", (string)row[1]!))]), "all.tar.gz");
        var runs = (await here.All()).Where(r => r.StepCount > 0).ToList();
        Assert.NotEmpty(runs);
        foreach (var run in runs)
        {
            var (_, result) = await there.Import(Samples.Bytes(await here.Http.GetStringAsync($"v2/runs/{run.Id}/atif")), "t.json");
            Assert.Equal((run.Source!.Format, 1), (run.Source.Format, result.Imported));
            var back = Assert.Single(await there.All(), r => r.Source!.SessionId.EndsWith(run.Id.ToString(), StringComparison.Ordinal));
            Assert.Equal((run.Task, run.Agent.Name, run.Outcome.Status, run.Outcome.Reward), (back.Task, back.Agent.Name, back.Outcome.Status, back.Outcome.Reward));
            Assert.Equal((run.Source.Format, run.Tokens.In, run.Tokens.Out, run.Cost, run.ToolCallCount), (run.Source.Format, back.Tokens.In, back.Tokens.Out, back.Cost, back.ToolCallCount));
            await Same(run.Id, back.Id);
        }
    }

    [Fact]
    public async Task A_parent_and_the_agent_it_started_find_each_other_again()
    {
        await here.Import(Samples.Bytes(SamplesOfTraces.Atif), "t.json");
        foreach (var run in await here.All())
        {
            await there.Import(Samples.Bytes(await here.Http.GetStringAsync($"v2/runs/{run.Id}/atif")), "t.json");
        }

        var (parent, child) = (Assert.Single(await there.All(), r => r.Agent.Name == "acme"), Assert.Single(await there.All(), r => r.Agent.Name == "helper"));
        Assert.Equal((parent.Id, 11, "e1"), (child.Parent!.RunId, child.Parent.Seq, child.Parent.CallId));
    }

    [Fact]
    public async Task A_run_of_another_organisation_is_not_there()
    {
        var run = await here.Begin();

        Assert.Equal(HttpStatusCode.NotFound, (await there.Http.GetAsync($"v2/runs/{run.Id}/atif")).StatusCode);
    }

    // The content hash covers every field and payload of a step.
    private async Task Same(Guid left, Guid right)
    {
        var (a, b) = (await here.Steps(left), await there.Steps(right));
        Assert.Equal(a.Count, b.Count);
        foreach (var (x, y) in a.Zip(b))
        {
            Assert.True(x.ContentHash == y.ContentHash, $"{x}\n{y}");
        }
    }
}
