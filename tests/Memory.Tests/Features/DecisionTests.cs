using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts;
using Contracts.Memory;
using Memory.Tests.Domain;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;

namespace Memory.Tests.Features;

public sealed class DecisionTests(MemoryFixture memory) : IClassFixture<MemoryFixture>
{
    /// <summary>A warning that one run alone does not show.</summary>
    private async Task<CandidateView> Pending(string repo)
    {
        var run = memory.Recorder.Holds(new Recording().Runs("python -m django test x", "ImproperlyConfigured: Requested setting X, but settings are not configured.", 1).Run(repo: repo));
        await memory.Distil(run);
        return Assert.Single((await memory.Get<Page<CandidateView>>($"/v2/memory/candidates?decision=pending&repo={repo}")).Items);
    }

    private async Task<bool> Finds(string repo, string q) => (await memory.Get<MemorySearchResult>($"/v2/memory/search?q={q}&repo={repo}")).Items.Count > 0;

    [Fact]
    public async Task Promoting_makes_a_memory_of_the_same_id_that_is_found_at_once_and_undo_takes_it_back()
    {
        var candidate = await Pending("d/promote");
        using (var early = await memory.Admin.GetAsync(new Uri($"/v2/memory/{candidate.Id}", UriKind.Relative))) { Assert.Equal(HttpStatusCode.NotFound, early.StatusCode); }
        var promoted = await memory.Post<MemoryView>($"/v2/memory/{candidate.Id}/promote", new PromoteMemory(Reason: "known to be true"));
        Assert.Equal((candidate.Id, MemoryStatus.Active), (promoted.Id, promoted.Status));
        Assert.Contains(promoted.History, h => h is { Action: "promoted", By: "test:Admin", Reason: "known to be true" });
        Assert.True(await Finds("d/promote", "django"));
        Assert.Contains(await memory.Platform.OutboxAsync<MemoryAccepted>("memory"), b => b.Contains(candidate.Id.ToString(), StringComparison.Ordinal));

        Assert.Equal(CandidateDecision.Pending, (await memory.Post<CandidateView>($"/v2/memory/{candidate.Id}/undo", new { })).Decision);
        Assert.False(await Finds("d/promote", "django"));
        Assert.Equal(CandidateDecision.Pending, (await memory.Post<CandidateView>($"/v2/memory/{candidate.Id}/undo", new { })).Decision);
        Assert.Equal(3, await memory.Platform.ScalarAsync<long>("memory", "SELECT count(*) FROM memory_history WHERE candidate_id = $1", candidate.Id));
    }

    [Fact]
    public async Task Pin_reject_expire_quarantine_and_their_undo_show_in_search_and_list()
    {
        var id = (await Pending("d/cycle")).Id;
        Assert.Equal(MemoryStatus.Pinned, (await memory.Post<MemoryView>($"/v2/memory/{id}/promote", new PromoteMemory(Pin: true))).Status);
        foreach (var verb in new[] { "reject", "expire", "quarantine" })
        {
            using var answer = await memory.Post($"/v2/memory/{id}/{verb}", new DecideMemory());
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(await Finds("d/cycle", "django"));
            Assert.Equal(CandidateDecision.Accepted, (await memory.Post<CandidateView>($"/v2/memory/{id}/undo", new { })).Decision);
            Assert.Equal(MemoryStatus.Pinned, (await memory.Get<MemoryView>($"/v2/memory/{id}")).Status);
            Assert.True(await Finds("d/cycle", "django"));
        }
    }

    [Fact]
    public async Task Deciding_the_same_twice_is_one_decision()
    {
        var id = (await Pending("d/same")).Id;
        await memory.Post<CandidateView>($"/v2/memory/{id}/reject", new DecideMemory("no"));
        await memory.Post<CandidateView>($"/v2/memory/{id}/reject", new DecideMemory("no"));
        Assert.Equal(1, await memory.Platform.ScalarAsync<long>("memory", "SELECT count(*) FROM memory_history WHERE candidate_id = $1 AND action = 'rejected'", id));
    }

    [Fact]
    public async Task Refusals_say_what_is_wrong()
    {
        var id = (await Pending("d/refused")).Id;
        Assert.Equal((HttpStatusCode.Conflict, "memory_not_accepted"), await Refused($"/v2/memory/{id}/expire", new DecideMemory()));
        Assert.Equal((HttpStatusCode.Conflict, "nothing_to_undo"), await Refused($"/v2/memory/{id}/undo", new { }));
        Assert.Equal((HttpStatusCode.NotFound, "memory_not_found"), await Refused($"/v2/memory/{Guid.NewGuid()}/promote", new PromoteMemory()));
        Assert.Equal((HttpStatusCode.BadRequest, "reason_too_long"), await Refused($"/v2/memory/{id}/reject", new DecideMemory(new string('x', 1001))));
        Assert.Equal((HttpStatusCode.Forbidden, "admin_required"), await Refused($"/v2/memory/{id}/promote", new PromoteMemory(), CallerRole.Viewer));
        Assert.Equal((HttpStatusCode.Forbidden, "admin_required"), await Refused($"/v2/memory/{id}/undo", new { }, CallerRole.Member));
    }

    [Fact]
    public async Task Another_organisation_neither_sees_nor_decides()
    {
        var id = (await Pending("d/walled")).Id;
        using var client = memory.As(CallerRole.Owner, Guid.CreateVersion7());
        using var get = await client.GetAsync(new Uri($"/v2/memory/candidates/{id}", UriKind.Relative));
        using var promote = await client.PostAsJsonAsync(new Uri($"/v2/memory/{id}/promote", UriKind.Relative), new PromoteMemory(), PlatformJson.Options);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (get.StatusCode, promote.StatusCode));
    }

    private async Task<(HttpStatusCode, string?)> Refused(string path, object body, CallerRole role = CallerRole.Admin)
    {
        using var answer = await memory.Post(path, body, role);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(PlatformJson.Options)).GetProperty("code").GetString());
    }
}
