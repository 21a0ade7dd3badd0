using System.Net;
using System.Net.Http.Json;
using Contracts.Recorder;
using Harness;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Trace;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

public sealed class RunTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private readonly RecorderClient client = new(host.As(CallerRole.Member));

    [Fact]
    public async Task A_run_is_begun_filled_and_sealed_and_its_completion_is_told()
    {
        var run = await client.Begin();
        var appended = await client.Appended(run.Id, User(0, "Fix it"), Llm(1, "I look"), Tool(2, "pytest", "1 failed", 1));
        var done = await client.Completed(run.Id);

        Assert.Equal(new AppendStepsResult(3, 0, 3), appended);
        Assert.Equal((RunState.Complete, 3, 1, 1, 1), (done.State, done.StepCount, done.ToolCallCount, done.ErrorCount, done.Revision));
        Assert.Equal((new TokenUsage(10, 2), 0.25m), (done.Tokens, done.Cost));
        var verified = await client.Verify(run.Id);
        Assert.Equal((true, 3, done.ChainHead), (verified.Ok, verified.Steps, verified.Head));
        var message = Assert.Single(await host.Platform.OutboxAsync<RunCompleted>("recorder"), m => m.Contains(run.Id.ToString(), StringComparison.Ordinal));
        Assert.Equal(done.ChainHead, Json(message).GetProperty("chainHead").GetString());
    }

    [Fact]
    public async Task Steps_may_arrive_in_any_order_and_more_than_once()
    {
        var (run, twin) = (await client.Begin(), await client.Begin());
        Step[] steps = [User(0, "Fix it"), Llm(1, "I look"), Tool(2, "ls", "p.py"), Llm(3, "Done")];

        var late = await client.Appended(run.Id, steps[3], steps[1]);
        var early = await client.Appended(run.Id, steps[0], steps[1]);
        var rest = await client.Appended(run.Id, steps[2]);
        await client.Appended(twin.Id, steps);

        Assert.Equal(new AppendStepsResult(2, 0, 0), late);
        Assert.Equal(new AppendStepsResult(1, 1, 2), early);
        Assert.Equal(new AppendStepsResult(1, 0, 4), rest);
        Assert.True((await client.Verify(run.Id)).Ok);
        await client.Completed(run.Id);
        Assert.True((await client.Verify(run.Id)).Ok);
        Assert.Equal((await client.Steps(twin.Id)).Select(s => s.ContentHash), (await client.Steps(run.Id)).Select(s => s.ContentHash));
    }

    [Fact]
    public async Task Appends_to_one_run_at_the_same_time_lose_and_double_nothing()
    {
        var run = await client.Begin();
        var calls = Enumerable.Range(0, 40).Select(i => client.Append(run.Id, User(i / 2, $"step {i / 2}"))).ToList();

        await Task.WhenAll(calls);
        var done = await client.Completed(run.Id);

        Assert.Equal(20, done.StepCount);
        Assert.True((await client.Verify(run.Id)).Ok);
    }

    [Fact]
    public async Task Another_content_under_a_recorded_seq_is_refused_by_name_and_nothing_of_the_call_is_stored()
    {
        var run = await client.Begin();
        await client.Appended(run.Id, User(0, "Fix it"));

        var (code, body) = await Refused(await client.Append(run.Id, User(1, "new"), User(0, "Fix that")), HttpStatusCode.Conflict);

        Assert.Equal(("step_conflict", 0), (code, body.GetProperty("seq").GetInt32()));
        Assert.Single(await client.Steps(run.Id));
    }

    [Fact]
    public async Task A_gap_keeps_a_run_open_and_is_named()
    {
        var run = await client.Begin();
        await client.Appended(run.Id, User(0, "a"), User(2, "c"));

        var (code, body) = await Refused(await client.Complete(run.Id), HttpStatusCode.Conflict);
        Assert.Equal(("step_gap", 1), (code, body.GetProperty("seq").GetInt32()));

        await client.Appended(run.Id, User(1, "b"));
        var (tooFew, _) = await Refused(await client.Complete(run.Id, stepCount: 5), HttpStatusCode.Conflict);
        Assert.Equal("step_gap", tooFew);
        var (tooMany, _) = await Refused(await client.Complete(run.Id, stepCount: 2), HttpStatusCode.Conflict);
        Assert.Equal("step_count", tooMany);
        Assert.Equal(RunState.Open, (await client.Get(run.Id)).State);
        await client.Completed(run.Id);
    }

    [Fact]
    public async Task A_complete_run_takes_no_more_steps_but_forgives_a_repeated_call()
    {
        var run = await client.Begin();
        await client.Appended(run.Id, User(0, "a"));
        var done = await client.Completed(run.Id);

        Assert.Equal("run_complete", (await Refused(await client.Append(run.Id, User(1, "b")), HttpStatusCode.Conflict)).Code);
        Assert.Equal(new AppendStepsResult(0, 1, 1), await client.Appended(run.Id, User(0, "a")));
        Assert.Equal(done.CompletedAt, (await client.Completed(run.Id)).CompletedAt);
        Assert.Equal("run_complete", (await Refused(await client.Complete(run.Id, OutcomeStatus.Failed), HttpStatusCode.Conflict)).Code);
        Assert.Single(await host.Platform.OutboxAsync<RunCompleted>("recorder"), m => m.Contains(run.Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_idempotency_key_begins_one_run()
    {
        HttpRequestMessage Request(string task) => new(HttpMethod.Post, "v2/runs")
        {
            Headers = { { "Idempotency-Key", "begin-once" } },
            Content = JsonContent.Create(new RunHeader(task, new AgentRef("tester")), options: PlatformJson.Options),
        };

        var first = await Ok<RunView>(await client.Http.SendAsync(Request("once")), HttpStatusCode.Created);
        var again = await Ok<RunView>(await client.Http.SendAsync(Request("once")), HttpStatusCode.Created);

        Assert.Equal(first.Id, again.Id);
        await Refused(await client.Http.SendAsync(Request("twice")), HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("""{"seq":-1,"kind":"user"}""", "steps[0].seq")]
    [InlineData("""{"seq":0,"kind":"tool"}""", "steps[0].toolCall")]
    [InlineData("""{"seq":1,"kind":"user","parent":1}""", "steps[0].parent")]
    [InlineData("""{"seq":0,"kind":"llm","cost":-1}""", "steps[0].cost")]
    [InlineData("""{"seq":0,"kind":"llm","output":"\ud83d cut"}""", "steps[0].output")]
    [InlineData("""{"seq":0,"kind":"llm","output":{"a":1,"a":2}}""", "steps[0].output")]
    public async Task A_step_that_cannot_be_recorded_is_refused_with_the_field_at_fault(string step, string field)
    {
        var run = await client.Begin();
        using var content = new StringContent($"{{\"steps\":[{step}]}}", System.Text.Encoding.UTF8, "application/json");

        var (_, body) = await Refused(await client.Http.PostAsync($"v2/runs/{run.Id}/steps", content), HttpStatusCode.BadRequest);

        Assert.Equal(field, body.GetProperty("field").GetString());
        Assert.Empty(await client.Steps(run.Id));
    }

    [Fact]
    public async Task A_call_over_its_limits_is_refused()
    {
        var run = await client.Begin();

        Assert.Equal("too_many_steps", (await Refused(await client.Append(run.Id, [.. Enumerable.Range(0, 2001).Select(i => User(i, "x"))]), HttpStatusCode.RequestEntityTooLarge)).Code);
        Assert.Equal("body_too_large", (await Refused(await client.Append(run.Id, User(0, new string('x', 33 << 20))), HttpStatusCode.RequestEntityTooLarge)).Code);
    }

    [Fact]
    public async Task What_is_not_there_is_said_to_be_not_there()
    {
        var nobody = Guid.NewGuid();

        foreach (var path in new[] { $"v2/runs/{nobody}", $"v2/runs/{nobody}/steps", $"v2/runs/{nobody}/transcript", $"v2/runs/{nobody}/verify", $"v2/runs/{nobody}/annotations" })
        {
            Assert.Equal("run_not_found", (await Refused(await client.Http.GetAsync(path), HttpStatusCode.NotFound)).Code);
        }

        Assert.Equal("run_not_found", (await Refused(await client.Append(nobody, User(0, "x")), HttpStatusCode.NotFound)).Code);
        Assert.Equal("run_not_found", (await Refused(await client.Complete(nobody), HttpStatusCode.NotFound)).Code);
        Assert.Equal("blob_not_found", (await Refused(await client.Http.GetAsync($"v2/blobs/{new string('a', 64)}"), HttpStatusCode.NotFound)).Code);
        Assert.Equal("invalid_hash", (await Refused(await client.Http.GetAsync("v2/blobs/xyz"), HttpStatusCode.BadRequest)).Code);
    }

    [Fact]
    public async Task A_text_of_control_characters_and_a_payload_of_any_JSON_come_back_as_they_were()
    {
        var run = await client.Begin("task with \u0000 inside");
        await client.Appended(
            run.Id, new Step(0, StepKind.Note, Name: "n\u0000", Output: Text("a\u0000b\r\n")), new Step(1, StepKind.Note, Output: Json("""{"b":[1.50,null,true],"a":"é"}""")));
        await client.Completed(run.Id);

        var transcript = await client.Transcript(run.Id);

        Assert.Equal(("a\u0000b\r\n", """{"a":"é","b":[1.5,null,true]}"""), (transcript[0].Output, transcript[1].Output));
        Assert.True((await client.Verify(run.Id)).Ok);
    }

    [Fact]
    public async Task A_long_payload_is_cut_in_the_transcript_and_says_so()
    {
        var run = await client.Begin();
        await client.Appended(run.Id, User(0, new string('y', 5000)), User(1, "short"));

        var transcript = await client.Transcript(run.Id, 100);

        Assert.Equal((100, true, false), (transcript[0].Output!.Length, transcript[0].Truncated, transcript[1].Truncated));
    }

    [Fact]
    public async Task A_payload_is_served_once_stored_with_its_type_and_a_lasting_tag()
    {
        var run = await client.Begin();
        await client.Appended(run.Id, User(0, "the same text"), User(1, "the same text"), new Step(2, StepKind.Note, Output: Json("""{"a":1}""")));
        var steps = await client.Steps(run.Id, 2);

        Assert.Equal(steps[0].OutputHash, steps[1].OutputHash);
        Assert.Equal("the same text", steps[0].Preview);
        using var text = await client.Http.GetAsync($"v2/blobs/{steps[0].OutputHash}");
        Assert.Equal(("the same text", "text/plain"), (await text.Content.ReadAsStringAsync(), text.Content.Headers.ContentType!.MediaType));
        Assert.Contains("immutable", text.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var json = await client.Http.GetAsync($"v2/blobs/{steps[2].OutputHash}");
        Assert.Equal("application/json", json.Content.Headers.ContentType!.MediaType);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"v2/blobs/{steps[0].OutputHash}") { Headers = { IfNoneMatch = { text.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await client.Http.SendAsync(again)).StatusCode);
        var stranger = new RecorderClient(host.As(CallerRole.Owner, Guid.NewGuid()));
        Assert.Equal("blob_not_found", (await Refused(await stranger.Http.GetAsync($"v2/blobs/{steps[0].OutputHash}"), HttpStatusCode.NotFound)).Code);
        Assert.Equal("run_not_found", (await Refused(await stranger.Http.GetAsync($"v2/runs/{run.Id}"), HttpStatusCode.NotFound)).Code);
    }

    [Fact]
    public async Task A_secret_is_told_about_but_not_kept()
    {
        var run = await client.Begin("use ghp_0123456789abcdefghijABCDEFGHIJ012345 please");
        await client.Appended(run.Id, User(0, "token ghp_0123456789abcdefghijABCDEFGHIJ012345"));

        var step = Assert.Single(await client.Steps(run.Id));

        Assert.DoesNotContain("ghp_", step.Preview, StringComparison.Ordinal);
        Assert.Equal(("output", 1), (step.Redactions.Single().Field, step.Redactions.Single().Count));
        var view = await client.Get(run.Id);
        Assert.Equal(1, view.RedactionCount);
        Assert.DoesNotContain("ghp_", view.Task, StringComparison.Ordinal);
    }
}
