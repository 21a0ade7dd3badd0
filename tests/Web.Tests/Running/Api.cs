using System.Net.Http.Json;
using Contracts;
using Contracts.Context;
using Contracts.Memory;
using Contracts.Recorder;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Scoping;
using Substrate.Trace;

namespace Web.Tests.Running;

/// <summary>What the tests put into the platform and ask of it, by the same REST API that agents use.</summary>
internal sealed class Api(string url, string apiKey) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(url), DefaultRequestHeaders = { { "X-Api-Key", apiKey } } };

    public void Dispose() => _http.Dispose();

    public async Task<T> Get<T>(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return await Read<T>(answer);
    }

    public async Task<T> Post<T>(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, PlatformJson.Options);
        return await Read<T>(answer);
    }

    /// <summary>A run that meets a dead end (plain pytest), finds the way (uv run pytest), and ends well unless its outcome says otherwise.</summary>
    public async Task<RunView> RecordRun(string task, string repo, OutcomeStatus outcome = OutcomeStatus.Succeeded, string agent = "browser-test", bool complete = true)
    {
        var begin = DateTimeOffset.UtcNow.AddMinutes(-2);
        var passed = outcome is OutcomeStatus.Succeeded;
        var run = await Post<RunView>("v2/runs", new RunHeader(task, new AgentRef(agent, "1.0"), "dashboard", repo, Model: "test-model", StartedAt: begin));
        Step[] steps =
        [
            new(0, StepKind.System, T0: begin, T1: begin, Output: Text("You are a careful engineer. Use the **shell**.")),
            new(1, StepKind.User, T0: begin, T1: begin, Output: Text($"{task}\n\nAlways run the tests before you finish.")),
            Model(2, "I'll run the tests first.", begin),
            Tool(3, 2, "pytest -q tests", "bash: pytest: command not found", 127, begin),
            Model(4, "Plain pytest is missing; the project uses uv.", begin),
            Tool(5, 4, "uv run pytest -q tests", string.Join('\n', Enumerable.Range(0, 140).Select(n => $"tests/test_{n}.py .")) + "\n140 passed in 3.21s", 0, begin),
            Model(6, "Now the fix.", begin),
            Edit(7, 6, begin),
            Tool(8, 6, "git diff --stat", " src/dates.py | 3 ++-\n 1 file changed, 2 insertions(+), 1 deletion(-)", 0, begin),
            Model(9, "And the tests again.", begin),
            Tool(10, 9, "uv run pytest -q tests", passed ? "140 passed in 3.02s" : "1 failed, 139 passed in 3.02s", passed ? 0 : 1, begin),
            Model(11, passed ? "Done: the parser takes a trailing Z and all tests pass." : "One test still fails.", begin),
        ];
        await Post<AppendStepsResult>($"v2/runs/{run.Id}/steps", new AppendSteps(steps));
        return complete ? await Post<RunView>($"v2/runs/{run.Id}/complete", new CompleteRun(new Outcome(outcome), begin.AddMinutes(1), steps.Length)) : run;
    }

    /// <summary>A run whose one command and its output held the same secret, made up here.</summary>
    public async Task<RunView> RecordRunWithSecret(string repo)
    {
        // In two parts, so that no scanner takes this file for a leak.
        const string Key = "AKIA" + "Z7Q4M2N6P5R3T2WX";
        var begin = DateTimeOffset.UtcNow.AddMinutes(-5);
        var run = await Post<RunView>("v2/runs", new RunHeader("Deploy the date service", new AgentRef("browser-test", "1.0"), "dashboard", repo, StartedAt: begin));
        await Post<AppendStepsResult>($"v2/runs/{run.Id}/steps", new AppendSteps([
            Model(0, "I deploy with the key from the vault.", begin), Tool(1, 0, $"deploy --key {Key}", $"deployed with {Key} and {Key}", 0, begin)]));
        return await Post<RunView>($"v2/runs/{run.Id}/complete", new CompleteRun(new Outcome(OutcomeStatus.Succeeded), begin.AddMinutes(1), 2));
    }

    /// <summary>Model and tool in turn; the calls at 501, 1733 and 2999 fail.</summary>
    public async Task<RunView> RecordLongRun(string task, string repo, int steps)
    {
        var begin = DateTimeOffset.UtcNow.AddHours(-3);
        var run = await Post<RunView>("v2/runs", new RunHeader(task, new AgentRef("browser-test", "1.0"), "dashboard", repo, Model: "test-model", StartedAt: begin));
        foreach (var batch in Enumerable.Range(0, steps).Chunk(1000))
        {
            await Post<AppendStepsResult>($"v2/runs/{run.Id}/steps", new AppendSteps([.. batch.Select(seq =>
                seq % 2 == 0 ? Model(seq, $"thought {seq}", begin) : Tool(seq, seq - 1, $"command {seq}", $"result {seq}", seq is 501 or 1733 or 2999 ? 1 : 0, begin))]));
        }
        return await Post<RunView>($"v2/runs/{run.Id}/complete", new CompleteRun(new Outcome(OutcomeStatus.Unknown), begin.AddHours(2), steps));
    }

    /// <summary>What the platform learned from a run; waits until it has learned something.</summary>
    public async Task<IReadOnlyList<CandidateView>> LearnedFrom(Guid run)
    {
        IReadOnlyList<CandidateView> found = [];
        await Eventually.Holds(async () => (found = (await Get<Page<CandidateView>>($"v2/memory/candidates?run={run}")).Items).Count > 0, "something is learned from the run", TimeSpan.FromMinutes(2));
        return found;
    }

    public Task<CompileView> Compile(string task, string repo, Guid? run = null) =>
        Post<CompileView>("v2/context/compile", new CompileRequest(
            task,
            new Scope(Project: "dashboard", Repo: repo),
            400,
            [
                new ContextItem("readme", ItemKind.File, "# Dates\n\nParses dates in ISO 8601. Tests run with uv.", new ItemSource("file:///README.md"), Pinned: true),
                new ContextItem("parser", ItemKind.File, "def parse(text):\n    return datetime.fromisoformat(text)\n", new ItemSource("file:///src/dates.py")),
                new ContextItem("secret-plan", ItemKind.Document, "The acquisition closes in May.", new ItemSource("file:///board.md"), Scope: new Scope(Repo: "someone/else")),
                new ContextItem("long-log", ItemKind.ToolResult, string.Join('\n', Enumerable.Range(0, 400).Select(n => $"line {n}: parsing dates with a trailing Z failed again")), new ItemSource("tool://log")),
            ],
            RunId: run));

    private static async Task<T> Read<T>(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new GaveUp($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.PathAndQuery} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
        return (await answer.Content.ReadFromJsonAsync<T>(PlatformJson.Options))!;
    }

    private static System.Text.Json.JsonElement Text(string value) => System.Text.Json.JsonSerializer.SerializeToElement(value);

    private static Step Model(int seq, string says, DateTimeOffset begin) =>
        new(seq, StepKind.Llm, T0: begin.AddSeconds(seq * 4), T1: begin.AddSeconds((seq * 4) + 2), Model: "test-model", Output: Text(says), Tokens: new TokenUsage(1200 + (seq * 100), 60), Cost: 0.002m);

    private static Step Tool(int seq, int parent, string command, string result, int exitCode, DateTimeOffset begin) =>
        new(seq, StepKind.Tool, parent, begin.AddSeconds(seq * 4), begin.AddSeconds((seq * 4) + 1), "bash",
            ToolCall: new ToolCall($"call-{seq}", "bash", System.Text.Json.JsonSerializer.SerializeToElement(new { command }), Text(result), exitCode != 0, exitCode));

    private static Step Edit(int seq, int parent, DateTimeOffset begin) =>
        new(seq, StepKind.Tool, parent, begin.AddSeconds(seq * 4), begin.AddSeconds((seq * 4) + 1), "str_replace",
            ToolCall: new ToolCall($"call-{seq}", "str_replace", System.Text.Json.JsonSerializer.SerializeToElement(new
            {
                path = "src/dates.py", old_str = "return datetime.fromisoformat(text)\n", new_str = "return datetime.fromisoformat(text.replace('Z', '+00:00'))\n",
            }), Text("The file was edited.")));
}
