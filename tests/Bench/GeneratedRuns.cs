using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Substrate.Json;
using Substrate.Trace;

namespace Bench;

/// <summary>Runs as a coding agent leaves them: a task, then turns of a reply and a command with its output. A part of the outputs repeats, as in real runs.</summary>
internal sealed class GeneratedRuns(Corpus corpus)
{
    public const int StepsPerRun = 1_000;
    private const int DistinctOutputs = 400;

    public static int Count(int steps) => (steps + StepsPerRun - 1) / StepsPerRun;

    public RunHeader Header(int run) => new(
        corpus.Task(run), new AgentRef("bench-agent", "1"), Project: "bench", Repo: Corpus.RepoOf(run), Model: "generated", TaskType: "bug_fix",
        StartedAt: Start(run));

    public List<Step> Steps(int run, int count)
    {
        var random = new Random(run * 7_919 + 3);
        var at = Start(run);
        var steps = new List<Step>(count);
        for (var seq = 0; seq < count; seq++)
        {
            at = at.AddSeconds(1);
            steps.Add(seq % 2 == 0
                ? new(seq, StepKind.Llm, T0: at, T1: at, Output: Text(Thought(random, seq)), Tokens: new(random.Next(1_000, 9_000), random.Next(20, 400)))
                : new(seq, StepKind.Tool, Parent: seq - 1, T0: at, T1: at, ToolCall: new(
                    string.Create(CultureInfo.InvariantCulture, $"call_{run}_{seq}"), "bash",
                    JsonSerializer.SerializeToElement(new { command = Command(random) }), Text(Output(random)), ExitCode: 0)));
        }

        return steps;
    }

    /// <summary>The same kind of runs as session files of mini-swe-agent, packed as its users would pack them. Returns the bytes before compression.</summary>
    public long WriteArchive(string path, int runs)
    {
        var raw = 0L;
        using var file = File.Create(path);
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip, TarEntryFormat.Pax);
        for (var run = 0; run < runs; run++)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(Trajectory(run));
            raw += bytes.Length;
            var name = string.Create(CultureInfo.InvariantCulture, $"output/generated/bench__repo-{run}/bench__repo-{run}.traj.json");
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }

        return raw;
    }

    private JsonObject Trajectory(int run)
    {
        // Other seeds than the runs sent through the API, or the import would find their payloads already stored.
        var random = new Random(run * 104_729 + 11);
        var at = Start(run).ToUnixTimeSeconds();
        var messages = new JsonArray
        {
            Message("system", "You are a careful engineer who works in a shell."),
            Message("user", corpus.Task(run + 1_000_000)),
        };
        for (var turn = 0; turn < StepsPerRun / 2 - 1; turn++)
        {
            var call = string.Create(CultureInfo.InvariantCulture, $"call_i{run}_{turn}");
            var command = Command(random);
            messages.Add(new JsonObject
            {
                ["role"] = "assistant",
                ["content"] = Thought(random, turn),
                ["tool_calls"] = new JsonArray(new JsonObject
                {
                    ["id"] = call, ["type"] = "function",
                    ["function"] = new JsonObject { ["name"] = "bash", ["arguments"] = new JsonObject { ["command"] = command }.ToJsonString() },
                }),
                ["extra"] = new JsonObject
                {
                    ["actions"] = new JsonArray(new JsonObject { ["command"] = command, ["tool_call_id"] = call }),
                    ["timestamp"] = at + turn,
                },
            });
            var output = Output(random);
            messages.Add(new JsonObject
            {
                ["role"] = "tool", ["tool_call_id"] = call, ["content"] = $"<returncode>0</returncode>\n<output>\n{output}\n</output>",
                ["extra"] = new JsonObject { ["raw_output"] = output, ["returncode"] = 0, ["timestamp"] = at + turn },
            });
        }

        return new JsonObject
        {
            ["trajectory_format"] = "mini-swe-agent-1.1",
            ["instance_id"] = string.Create(CultureInfo.InvariantCulture, $"bench__repo-{run}"),
            ["info"] = new JsonObject
            {
                ["exit_status"] = "Submitted", ["submission"] = "", ["mini_version"] = "1.17.0",
                ["model_stats"] = new JsonObject { ["instance_cost"] = 0.1, ["api_calls"] = StepsPerRun / 2 },
                ["config"] = new JsonObject { ["model"] = new JsonObject { ["model_name"] = "generated" } },
            },
            ["messages"] = messages,
        };
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, PlatformJson.Options);

    private string Thought(Random random, int turn) => string.Create(CultureInfo.InvariantCulture, $"Step {turn}: {corpus.Phrase(random, random.Next(15, 45))}.");

    private string Command(Random random) => $"grep -rn {corpus.Phrase(random, 1)} src/{corpus.Phrase(random, 1)} | head -{random.Next(5, 50)}";

    private string Output(Random random)
    {
        // Half of all outputs come from a small set: the same file read again, the same failing test.
        var shared = random.Next(2) == 0;
        var words = shared ? new Random(random.Next(DistinctOutputs)) : random;
        return string.Join('\n', Enumerable.Range(0, words.Next(4, 24)).Select(_ => corpus.Phrase(words, 8)));
    }

    private static DateTimeOffset Start(int run) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(run);
}
