using System.Net.Http.Json;
using System.Text.Json;
using Context;
using Gateway;
using Harness;
using Memory;
using Policy;
using Recorder;
using Substrate.Compiling;
using Xunit;

namespace Cli.Tests;

/// <summary>Every service in one host, behind the gateway, on real databases; ctx gets its address and a key, and nothing else.</summary>
public sealed class RunningPlatform : IAsyncLifetime
{
    private const string Key = "ctx_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";

    private TestPlatform? _platform;

    public string Folder { get; } = Directory.CreateTempSubdirectory("ctx-cli-test-").FullName;

    public async Task InitializeAsync() => _platform = await TestPlatform.StartAsync(
        [new RecorderModule(), new MemoryModule(), new ContextModule(), new PolicyModule(), new GatewayModule()],
        new Dictionary<string, string?> { ["Gateway:OwnerKey"] = Key, ["Gateway:SignInToken"] = "not used here" });

    public async Task DisposeAsync()
    {
        if (_platform is not null) await _platform.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public Task<(int Exit, string Out, string Errors)> Ctx(params string[] args) => CtxAs(Key, args);

    public async Task<(int Exit, string Out, string Errors)> CtxAs(string key, params string[] args)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        var exit = await Application.Run(args, output, errors, name => name switch { "CTX_URL" => _platform!.GatewayAddress!.ToString(), "CTX_API_KEY" => key, _ => null }, Folder);
        return (exit, output.ToString(), errors.ToString());
    }

    /// <summary>What the gateway answers to somebody without a key.</summary>
    public async Task<string> Anonymous(string path) => await _platform!.Outside().GetStringAsync(path);

    /// <summary>As an owner with a key.</summary>
    public HttpClient Http()
    {
        var http = _platform!.Outside();
        http.DefaultRequestHeaders.Add("X-Api-Key", Key);
        return http;
    }

    public async Task<JsonElement> Json(int expectedExit, params string[] args)
    {
        var (exit, output, errors) = await Ctx([.. args, "--json"]);
        Assert.True(exit == expectedExit, $"exit {exit}: {errors}{output}");
        return JsonDocument.Parse(output).RootElement;
    }
}

/// <summary>Another installation: other databases, and so other signing keys.</summary>
public sealed class SecondPlatform : IAsyncLifetime
{
    public RunningPlatform Platform { get; } = new();

    public Task InitializeAsync() => Platform.InitializeAsync();

    public Task DisposeAsync() => Platform.DisposeAsync();
}

public sealed class PlatformTests(RunningPlatform platform) : IClassFixture<RunningPlatform>
{
    private static string Session(string id, string words) =>
        $$$"""
        {"type":"user","sessionId":"{{{id}}}","uuid":"{{{id}}}-1","timestamp":"2026-01-02T03:04:05Z","cwd":"/home/kim/shop","version":"1.0","message":{"role":"user","content":"{{{words}}}"}}
        {"type":"assistant","sessionId":"{{{id}}}","uuid":"{{{id}}}-2","parentUuid":"{{{id}}}-1","timestamp":"2026-01-02T03:04:09Z","cwd":"/home/kim/shop","version":"1.0","message":{"id":"m1","role":"assistant","model":"some-model","content":[{"type":"text","text":"Done."}],"usage":{"input_tokens":5,"output_tokens":2} } }

        """;

    [Fact]
    public async Task The_demo_passes_with_its_control_and_can_be_repeated()
    {
        var first = await platform.Json(0, "demo");
        var second = await platform.Json(0, "demo");

        Assert.All(first.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("passed").GetBoolean()));
        Assert.NotEqual(first.GetProperty("repo").GetString(), second.GetProperty("repo").GetString());

        var compile = first.GetProperty("compile").GetString()!;
        var memory = first.GetProperty("memory").GetString()!;
        var why = await platform.Json(0, "why", compile, memory);
        Assert.Equal("included", why.GetProperty("decision").GetString());
        var shown = await platform.Json(0, "memory", "show", memory);
        Assert.Contains(shown.GetProperty("evidence").EnumerateArray(), evidence => evidence.GetProperty("runId").GetString() == first.GetProperty("firstRun").GetString());
        var found = await platform.Json(0, "memory", "search", "run the tests", "--repo", first.GetProperty("repo").GetString()!);
        Assert.Contains(found.GetProperty("items").EnumerateArray(), hit => hit.GetProperty("id").GetString() == memory);
    }

    [Fact]
    public async Task One_command_leads_from_a_memory_or_a_window_to_the_words_in_the_run_and_from_the_run_to_both()
    {
        var demo = await platform.Json(0, "demo");
        var (run, memory, compile) = (demo.GetProperty("firstRun").GetString()!, demo.GetProperty("memory").GetString()!, demo.GetProperty("compile").GetString()!);
        var words = (await platform.Json(0, "memory", "show", memory)).GetProperty("evidence").EnumerateArray().First(e => e.GetProperty("runId").GetString() == run);
        var (seq, quote) = (words.GetProperty("seq").GetInt32(), words.GetProperty("quote").GetString()!);

        foreach (var (kind, id) in new[] { ("memory", memory), ("compile", compile) })
        {
            var output = await Eventually.Returns(async () => await platform.Ctx("provenance", kind, id) is { Exit: 0 } done && done.Out.Contains(run, StringComparison.Ordinal) ? done.Out : null, "the origins are told");
            Assert.Contains($"rests on step {run}:{seq}", output, StringComparison.Ordinal);
            Assert.Contains($"{words.GetProperty("field").GetString()}[{words.GetProperty("start").GetInt32()}..{words.GetProperty("end").GetInt32()}]", output, StringComparison.Ordinal);
            Assert.All(quote.Split('\n'), line => Assert.Contains($"> {line.TrimEnd('\r')}", output, StringComparison.Ordinal));
        }

        var effects = await platform.Json(0, "provenance", "run", run, "--effects");
        foreach (var (kind, id) in new[] { ("memory", memory), ("compile", compile), ("run", demo.GetProperty("secondRun").GetString()!) })
            Assert.Contains(effects.GetProperty("nodes").EnumerateArray(), node => node.GetProperty("kind").GetString() == kind && node.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task Import_reports_what_came_in_what_failed_and_what_it_does_not_know()
    {
        var folder = Directory.CreateDirectory(Path.Combine(platform.Folder, "sessions")).FullName;
        File.WriteAllText(Path.Combine(folder, "one.jsonl"), Session("11111111-0000-4000-8000-000000000001", "first"));
        File.WriteAllText(Path.Combine(folder, "two.jsonl"), Session("11111111-0000-4000-8000-000000000002", "second"));
        File.WriteAllText(Path.Combine(folder, "unknown.json"), "{\"nothing\":\"known\"}");
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "not sent");

        var good = await platform.Json(0, "import", folder);
        Assert.Equal((2, 0, 0, 1), (good.GetProperty("imported").GetInt32(), good.GetProperty("unchanged").GetInt32(), good.GetProperty("failed").GetArrayLength(), good.GetProperty("notSent").GetInt32()));
        Assert.Contains("unknown.json", good.GetProperty("skipped")[0].GetString(), StringComparison.Ordinal);

        var again = await platform.Json(0, "import", folder);
        Assert.Equal((0, 2), (again.GetProperty("imported").GetInt32(), again.GetProperty("unchanged").GetInt32()));

        File.WriteAllText(Path.Combine(folder, "broken.jsonl"), Session("11111111-0000-4000-8000-000000000003", "third") + "{\"type\":\"user\",\"sessionId\":\n" + Session("11111111-0000-4000-8000-000000000003", "x"));
        var broken = await platform.Json(1, "import", folder);
        var failure = Assert.Single(broken.GetProperty("failed").EnumerateArray());
        Assert.Contains("broken.jsonl", failure.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, failure.GetProperty("line").GetInt32());

        var job = await platform.Json(0, "jobs", "show", good.GetProperty("jobId").GetString()!);
        Assert.Equal("recorder", job.GetProperty("service").GetString());
        var runs = await platform.Json(0, "runs", "list", "--q", "second");
        var run = Assert.Single(runs.GetProperty("items").EnumerateArray()).GetProperty("id").GetString()!;
        Assert.True((await platform.Json(0, "runs", "verify", run)).GetProperty("ok").GetBoolean());
        Assert.Equal(run, (await platform.Json(0, "runs", "tree", run)).GetProperty("root").GetString());
        Assert.True((await platform.Json(0, "runs", "show", run, "--steps")).GetProperty("steps").GetArrayLength() >= 2);
        Assert.Equal(run, (await platform.Json(0, "runs", "export", run, "--format", "atif")).GetProperty("trajectory_id").GetString());
    }

    [Fact]
    public async Task The_window_of_a_recorded_step_is_compiled_in_half_of_its_room_and_names_its_steps()
    {
        using var http = platform.Http();
        using var begun = await http.PostAsJsonAsync("/v2/runs", new { task = "Make the parser faster", agent = new { name = "by-hand" }, repo = "acme/at" });
        var run = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        var steps = new List<object> { new { seq = 0, kind = "user", output = "Make the parser faster." } };
        for (var seq = 1; seq < 21; seq++)
        {
            steps.Add(seq % 2 == 1
                ? new { seq, kind = "llm", output = $"Now I measure the parser, attempt {seq}." }
                : new { seq, kind = "tool", parent = seq - 1, toolCall = new { callId = $"c{seq}", name = "bash", args = $"bench parser {seq}", result = string.Join('\n', Enumerable.Range(0, 40).Select(n => $"case {seq}-{n} took {n} ms")) } });
        }

        using var appended = await http.PostAsJsonAsync($"/v2/runs/{run}/steps", new { steps });
        Assert.True(appended.IsSuccessStatusCode, await appended.Content.ReadAsStringAsync());

        var window = await http.GetFromJsonAsync<JsonElement>($"/v2/context/runs/{run}/window?seq=11");
        Assert.Equal(11, window.GetProperty("items").GetArrayLength());
        Assert.EndsWith("attempt 9.", window.GetProperty("task").GetString(), StringComparison.Ordinal);
        var made = await platform.Json(0, "compile", "--at", $"{run}:11");
        var compile = made.GetProperty("compile");
        Assert.Equal(window.GetProperty("tokens").GetInt32(), made.GetProperty("originalTokens").GetInt32());
        Assert.Equal(made.GetProperty("originalTokens").GetInt32() / 2, compile.GetProperty("budget").GetInt32());
        Assert.Contains("Make the parser faster.", compile.GetProperty("markdown").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("attempt 11", compile.GetProperty("markdown").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await platform.Ctx("reproduce", compile.GetProperty("id").GetString()!)).Exit);

        var (exit, _, errors) = await platform.Ctx("compile", "--at", $"{run}:22");
        Assert.True(exit == ExitCodes.Failed && errors.Contains("step 1 to 21", StringComparison.Ordinal), errors);
        Assert.Equal(ExitCodes.Failed, (await platform.Ctx("compile", "--at", $"{Guid.NewGuid()}:1")).Exit);
        Assert.Equal(ExitCodes.Usage, (await platform.Ctx("compile", "--at", "nonsense")).Exit);
        Assert.Equal(ExitCodes.Usage, (await platform.Ctx("compile")).Exit);
    }

    [Fact]
    public async Task A_profile_is_made_compared_compiled_under_reproduced_and_chosen()
    {
        Assert.Equal(1, (await platform.Json(0, "profile", "create", "words-first", "--set", "weights.lexical=0.5", "lanes.file.heading=Our files", "--reason", "Words first.")).GetProperty("version").GetInt32());
        var differ = await platform.Json(0, "profile", "diff", $"default@{CompileProfile.Default.Version}", "words-first@1");
        Assert.Equal(["lanes.file.heading", "weights.lexical"], differ.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("path").GetString()));

        var file = Path.Combine(platform.Folder, "profiled.md");
        await File.WriteAllTextAsync(file, "Run the parser tests with make.");
        var compile = (await platform.Json(0, "compile", "--task", "run the parser tests", "--item", file, "--profile", "words-first@1")).GetProperty("id").GetString()!;
        var again = await platform.Ctx("reproduce", compile);
        Assert.True(again.Exit == 0 && again.Out.Contains("words-first@1", StringComparison.Ordinal), again.Out + again.Errors);
        var verified = await platform.Json(0, "verify", compile);
        Assert.Equal((true, true), (verified.GetProperty("ok").GetBoolean(), verified.GetProperty("recomputed").GetBoolean()));
        Assert.Contains(verified.GetProperty("receiptHash").GetString()!, (await platform.Ctx("verify", compile)).Out, StringComparison.Ordinal);
        var (exit, shown, note) = await platform.Ctx("compile", "--task", "run the parser tests", "--item", file, "--profile", "words-first", "--preview");
        Assert.True(exit == 0 && shown.Contains("## Our files", StringComparison.Ordinal) && note.Contains("nothing was kept", StringComparison.Ordinal), shown + note);

        Assert.Equal($"default@{CompileProfile.Default.Version}", (await platform.Json(0, "profile", "default", "words-first@1", "--reason", "Try it.")).GetProperty("from").GetString());
        Assert.Contains("words-first@1", (await platform.Ctx("profile", "list")).Out, StringComparison.Ordinal);
        Assert.Equal("words-first@1", (await platform.Json(0, "profile", "default", $"default@{CompileProfile.Default.Version}", "--reason", "Back.")).GetProperty("from").GetString());
        var (_, fields, _) = await platform.Ctx("profile", "show", "words-first@1");
        Assert.Contains("weights.lexical", fields, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "profile", "create", "x", "--reason", "y")]
    [InlineData(ExitCodes.Usage, "profile", "create", "x", "--reason", "y", "--set", "weights.lexical")]
    [InlineData(ExitCodes.Usage, "profile", "show", "Not A Name")]
    [InlineData(ExitCodes.Usage, "profile", "default", "default", "--reason", "y")]
    [InlineData(ExitCodes.Failed, "profile", "show", "nobody")]
    [InlineData(ExitCodes.Failed, "reproduce", "00000000-0000-0000-0000-000000000001")]
    [InlineData(ExitCodes.Failed, "verify", "00000000-0000-0000-0000-000000000001")]
    [InlineData(ExitCodes.Usage, "verify", "nonsense")]
    public async Task A_profile_command_that_cannot_be_done_says_why(int expected, params string[] args)
    {
        var (exit, output, errors) = await platform.Ctx(args);
        Assert.Equal((expected, ""), (exit, output));
        Assert.NotEqual("", errors);
    }

    [Fact]
    public async Task A_file_given_to_compile_is_in_the_window_and_why_explains_it()
    {
        var file = Path.Combine(platform.Folder, "notes.md");
        File.WriteAllText(file, "The parser tests need a generated header.");
        var window = await platform.Json(0, "compile", "--task", "run the parser tests", "--repo", "acme/shop", "--budget", "500", "--item", file);
        Assert.Contains("generated header", window.GetProperty("markdown").GetString(), StringComparison.Ordinal);

        var (exit, output, _) = await platform.Ctx("why", window.GetProperty("id").GetString()!, window.GetProperty("items")[0].GetProperty("id").GetString()!);
        Assert.Equal(0, exit);
        Assert.Contains("lexical", output, StringComparison.Ordinal);

        var (raw, markdown, errors) = await platform.Ctx("compile", "--task", "run the parser tests", "--item", file);
        Assert.Equal(0, raw);
        Assert.StartsWith("## Files\n", markdown, StringComparison.Ordinal);
        Assert.Contains("Receipt", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_works_within_its_role_until_it_is_revoked()
    {
        var made = await platform.Json(0, "keys", "create", "for a viewer", "--role", "viewer", "--days", "3");
        var secret = made.GetProperty("secret").GetString()!;
        Assert.Equal(0, (await platform.CtxAs(secret, "runs", "list")).Exit);

        var (forbidden, _, why) = await platform.CtxAs(secret, "keys", "create", "x");
        Assert.Equal(ExitCodes.Failed, forbidden);
        Assert.Single(why.Trim().Split('\n'));

        var id = made.GetProperty("key").GetProperty("id").GetString()!;
        Assert.Equal(0, (await platform.Ctx("keys", "revoke", id)).Exit);
        var listed = await platform.Json(0, "keys", "list");
        Assert.NotEqual(JsonValueKind.Null, listed.GetProperty("items").EnumerateArray().Single(key => key.GetProperty("id").GetString() == id).GetProperty("revokedAt").ValueKind);
        Assert.Equal(ExitCodes.Failed, (await platform.CtxAs(secret, "runs", "list")).Exit);
    }

    [Theory]
    [InlineData(ExitCodes.Failed, "runs", "show", "01999999-0000-7000-8000-00000000dead")]
    [InlineData(ExitCodes.Failed, "memory", "show", "01999999-0000-7000-8000-00000000dead")]
    [InlineData(ExitCodes.Failed, "memory", "expire", "01999999-0000-7000-8000-00000000dead")]
    [InlineData(ExitCodes.Failed, "jobs", "show", "01999999-0000-7000-8000-00000000dead")]
    [InlineData(ExitCodes.Failed, "provenance", "memory", "01999999-0000-7000-8000-00000000dead")]
    [InlineData(ExitCodes.Usage, "provenance", "thing", "x")]
    [InlineData(ExitCodes.Failed, "why", "01999999-0000-7000-8000-00000000dead", "x")]
    [InlineData(ExitCodes.Usage, "compile", "--task", "x", "--budget", "0")]
    [InlineData(ExitCodes.Usage, "runs", "list", "--limit", "-1")]
    public async Task A_refusal_is_one_line_that_a_person_understands(int expected, params string[] args)
    {
        var (exit, output, errors) = await platform.Ctx(args);
        Assert.True(exit == expected, $"exit {exit}: {errors}");
        Assert.Equal("", output);
        var line = Assert.Single(errors.Trim().Split('\n'));
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
    }
}
