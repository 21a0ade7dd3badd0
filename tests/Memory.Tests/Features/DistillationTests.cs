using System.Net;
using System.Net.Http.Json;
using Contracts;
using Contracts.Jobs;
using Contracts.Memory;
using Contracts.Recorder;
using Harness;
using Memory.Domain.Traces;
using Memory.Tests.Domain;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;

namespace Memory.Tests.Features;

public sealed class DistillationTests(MemoryFixture memory) : IClassFixture<MemoryFixture>
{
    [Fact]
    public async Task A_completed_run_becomes_a_memory_with_provenance_and_is_announced()
    {
        var run = memory.DeadEnd("a/announced");
        await memory.Deliver(RecorderStandIn.Completed(run));
        var warning = await Eventually.Returns(async () => (await memory.Get<Page<MemoryView>>("/v2/memory?type=warning&repo=a/announced")).Items is [var one] ? one : null, "a warning is accepted");
        Assert.Contains("`./run-tests.sh`", warning.Text, StringComparison.Ordinal);
        Assert.Contains("`./build.sh --gen && ./run-tests.sh`", warning.Text, StringComparison.Ordinal);
        Assert.All(warning.Evidence, e =>
        {
            var step = run.Steps[e.Seq];
            Assert.Equal(run.RunId, e.RunId);
            Assert.Equal(e.Quote, (e.Field == "args" ? step.Args : step.Result)![e.Start..e.End]);
        });
        Assert.Equal("accepted", Assert.Single(warning.History).Action);
        Assert.Contains(await memory.Platform.OutboxAsync<MemoryAccepted>("memory"), body => body.Contains(warning.Id.ToString(), StringComparison.Ordinal) && body.Contains(run.RunId.ToString(), StringComparison.Ordinal));
        Assert.True(await memory.Platform.ScalarAsync<long>("memory", "SELECT count(*) FROM trace_episodes WHERE run_id = $1", run.RunId) >= 1);
    }

    [Fact]
    public async Task A_message_that_comes_twice_and_a_run_distilled_again_add_nothing()
    {
        var run = memory.DeadEnd("a/twice");
        var id = await memory.Deliver(RecorderStandIn.Completed(run));
        await Eventually.Holds(async () => await Candidates(run.RunId) > 0, "the run is distilled");
        var before = await Candidates(run.RunId);
        await memory.Deliver(RecorderStandIn.Completed(run), id);
        await memory.Deliver(RecorderStandIn.Completed(run));
        var job = await memory.Distil(run);
        Assert.Equal(JobStatus.Done, job.Status);
        Assert.Equal(0, job.Result!.Value.GetProperty("new").GetInt32());
        Assert.Equal(before, await Candidates(run.RunId));
        Assert.Equal(1, (await memory.Warning("a/twice")).Corroboration);
    }

    [Fact]
    public async Task What_a_run_no_longer_says_is_not_kept()
    {
        const string word = "zebra-4711";
        RunTrace Told(string pass) => new Recording().Says("Fix the greeting").Runs("./run-tests.sh", "error: missing generated file build/table.txt\n", 1)
            .Runs($"./build.sh --gen --with {pass} && ./run-tests.sh", "generated\nall 3 checks passed\n").Run(repo: "a/gone");
        var run = memory.Recorder.Holds(Told(word));
        await memory.Distil(run);
        Assert.Contains(word, (await memory.Warning("a/gone")).Text, StringComparison.Ordinal);

        memory.Recorder.Holds(Told("[redacted:password:0123abcd]") with { RunId = run.RunId });
        await memory.Distil(run);

        foreach (var table in new[] { "memories", "memory_candidates", "memory_evidence", "memory_history", "trace_episodes" })
        {
            Assert.Equal(0L, await memory.Platform.ScalarAsync<long>("memory", $"SELECT count(*) FROM {table} t WHERE t::text LIKE $1", $"%{word}%"));
        }

        var withdrawn = await memory.Warning("a/gone");
        Assert.Equal(MemoryStatus.Rejected, withdrawn.Status);
        Assert.Empty((await memory.Get<MemorySearchResult>("/v2/memory/search?q=greeting&repo=a/gone")).Items);
        Assert.Equal(0, (await memory.Distil(run)).Result!.Value.GetProperty("new").GetInt32());
    }

    [Fact]
    public async Task A_second_run_that_says_the_same_merges_and_its_candidate_leads_to_the_survivor()
    {
        var first = memory.DeadEnd("a/merged");
        var second = memory.DeadEnd("a/merged");
        await memory.Distil(first);
        await memory.Distil(second);
        var warning = await memory.Warning("a/merged");
        Assert.Equal(2, warning.Corroboration);
        Assert.Equal([first.RunId, second.RunId], warning.Evidence.Select(e => e.RunId).Distinct());
        var merged = Assert.Single((await memory.Get<Page<CandidateView>>($"/v2/memory/candidates?decision=merged&type=warning&run={second.RunId}")).Items);
        Assert.Equal(warning.Id, merged.MergedInto);
        using var answer = await memory.Admin.GetAsync(new Uri($"/v2/memory/{merged.Id}", UriKind.Relative));
        Assert.Equal((HttpStatusCode.SeeOther, $"/v2/memory/{warning.Id}"), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task What_a_person_rejected_is_not_learned_again_by_another_run()
    {
        await memory.Distil(memory.DeadEnd("a/rejected"));
        var warning = await memory.Warning("a/rejected");
        await memory.Post<CandidateView>($"/v2/memory/{warning.Id}/reject", new DecideMemory("wrong"));
        await memory.Distil(memory.DeadEnd("a/rejected"));
        Assert.Equal("rejected", await memory.Platform.ScalarAsync<string>("memory", "SELECT status FROM memories WHERE id = $1", warning.Id));
        Assert.Empty((await memory.Get<Page<MemoryView>>("/v2/memory?status=active&type=warning&repo=a/rejected")).Items);
    }

    [Fact]
    public async Task Two_runs_of_a_place_distilled_at_once_leave_one_memory()
    {
        var runs = Enumerable.Range(0, 6).Select(_ => memory.DeadEnd("a/race")).ToList();
        await Task.WhenAll(runs.Select(memory.Distil));
        Assert.Equal(6, (await memory.Warning("a/race")).Corroboration);
    }

    [Fact]
    public async Task An_unknown_run_an_open_run_and_an_id_that_is_none_are_refused_in_words()
    {
        var open = memory.Recorder.Holds(new Recording().Says("x").Run(), RunState.Open);
        Assert.Equal((HttpStatusCode.NotFound, "run_not_found"), await Refused($"/v2/memory/distill/run/{Guid.NewGuid()}"));
        Assert.Equal((HttpStatusCode.Conflict, "run_not_complete"), await Refused($"/v2/memory/distill/run/{open.RunId}"));
        using var none = await memory.Admin.PostAsync(new Uri("/v2/memory/distill/run/abc", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
    }

    [Fact]
    public async Task What_this_run_was_given_from_memory_is_not_learned_from_it()
    {
        await memory.Distil(memory.DeadEnd("a/echo"));
        var warning = await memory.Warning("a/echo");
        var second = memory.DeadEnd("a/echo");
        await memory.Deliver(LinkTests.Compiled(second.RunId, warning.Id));
        var job = await memory.Distil(second);
        Assert.Equal(1, job.Result!.Value.GetProperty("dropped").GetProperty("injected").GetInt32());
        Assert.Equal(1, (await memory.Warning("a/echo")).Corroboration);
    }

    private Task<long> Candidates(Guid run) => memory.Platform.ScalarAsync<long>("memory", "SELECT count(*) FROM memory_candidates WHERE run_id = $1", run);

    private async Task<(HttpStatusCode, string?)> Refused(string path)
    {
        using var answer = await memory.Admin.PostAsync(new Uri(path, UriKind.Relative), null);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(PlatformJson.Options)).GetProperty("code").GetString());
    }
}
