using System.Net;
using System.Net.Http.Json;
using Contracts;
using Contracts.Memory;
using Memory.Domain.Deciding;
using Substrate.Json;
using Substrate.Policies;

namespace Memory.Tests.Features;

public sealed class FeedbackTests(MemoryFixture memory) : IClassFixture<MemoryFixture>
{
    private async Task<MemoryView> Learned(string repo)
    {
        await memory.Distil(memory.DeadEnd(repo));
        return await memory.Warning(repo);
    }

    private Task<Page<FeedbackView>> Said(Guid id, string more = "") => memory.Get<Page<FeedbackView>>($"/v2/memory/{id}/feedback{more}");

    [Fact]
    public async Task A_word_moves_the_confidence_by_the_rule_and_taken_back_it_stands_as_learned()
    {
        var learned = await Learned("f/rule");
        Assert.Equal(new FeedbackCounts(0, 0, 0, 0), learned.Feedback);

        var better = await memory.Say(learned.Id, FeedbackVerdict.Useful, "saved an hour");
        Assert.Equal(new FeedbackCounts(1, 0, 0, 0), better.Feedback);
        Assert.Equal(Math.Round(((4 * learned.Confidence) + 1) / 5, 4), better.Confidence, 4);
        Assert.Contains(better.History, h => h is { Action: "said_useful", By: "test:Admin", Reason: "saved an hour" });
        Assert.Equal(better.Confidence, Assert.Single((await memory.Get<MemorySearchResult>("/v2/memory/search?q=generated&repo=f/rule")).Items).Confidence);

        var worse = await memory.Say(learned.Id, FeedbackVerdict.Harmful);
        Assert.Equal(new FeedbackCounts(0, 0, 0, 1), worse.Feedback);
        Assert.Equal(Math.Round(4 * learned.Confidence / 6, 4), worse.Confidence, 4);

        using var back = await memory.Admin.DeleteAsync(new Uri($"/v2/memory/{learned.Id}/feedback", UriKind.Relative));
        var again = (await back.Content.ReadFromJsonAsync<MemoryView>(PlatformJson.Options))!;
        Assert.Equal((learned.Confidence, new FeedbackCounts(0, 0, 0, 0)), (again.Confidence, again.Feedback));
        Assert.Empty((await Said(learned.Id)).Items);
        Assert.Equal(["said_useful", "said_harmful", "feedback_taken_back"], again.History.Select(h => h.Action).Where(action => action.Contains("said", StringComparison.Ordinal) || action.Contains("feedback", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_same_word_again_changes_nothing_and_each_caller_has_one()
    {
        var id = (await Learned("f/once")).Id;
        await memory.Say(id, FeedbackVerdict.Wrong, "no");
        var once = await memory.Say(id, FeedbackVerdict.Wrong, "no");
        var both = await memory.Say(id, FeedbackVerdict.Outdated, role: CallerRole.Member);
        Assert.Equal(new FeedbackCounts(0, 1, 0, 0), once.Feedback);
        Assert.Single(once.History, h => h.Action == "said_wrong");
        Assert.Equal(new FeedbackCounts(0, 1, 1, 0), both.Feedback);
        var first = await Said(id, "?limit=1");
        var second = await Said(id, $"?limit=1&cursor={first.NextCursor}");
        Assert.Equal([(FeedbackVerdict.Outdated, false), (FeedbackVerdict.Wrong, true)], first.Items.Concat(second.Items).Select(f => (f.Verdict, f.Mine)));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task Another_run_that_shows_it_does_not_undo_what_was_said()
    {
        var id = (await Learned("f/again")).Id;
        await memory.Say(id, FeedbackVerdict.Wrong);
        await memory.Distil(memory.DeadEnd("f/again"));
        var now = await memory.Get<MemoryView>($"/v2/memory/{id}");
        var learned = (await memory.Get<CandidateView>($"/v2/memory/candidates/{id}")).Confidence;
        Assert.Equal(2, now.Corroboration);
        Assert.Equal(Math.Round(4 * learned / 5, 4), now.Confidence, 4);
    }

    [Fact]
    public async Task Words_at_once_are_all_counted()
    {
        var id = (await Learned("f/race")).Id;
        CallerRole[] roles = [CallerRole.Member, CallerRole.Admin, CallerRole.Owner];
        await Task.WhenAll(roles.SelectMany(role => Enumerable.Range(0, 4).Select(_ => memory.Say(id, FeedbackVerdict.Useful, role: role))));
        Assert.Equal(3, (await memory.Get<MemoryView>($"/v2/memory/{id}")).Feedback.Useful);
    }

    [Fact]
    public async Task A_secret_in_a_note_is_taken_out()
    {
        var id = (await Learned("f/secret")).Id;
        await memory.Say(id, FeedbackVerdict.Useful, "with AKIAQ3EGRZ5TLXVMWK7N");
        Assert.DoesNotContain("AKIAQ3EGRZ5TLXVMWK7N", Assert.Single((await Said(id)).Items).Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_say_what_is_wrong()
    {
        var id = (await Learned("f/refused")).Id;
        Assert.Equal(HttpStatusCode.NotFound, await Refused(Guid.NewGuid(), new FeedbackRequest(FeedbackVerdict.Useful)));
        Assert.Equal(HttpStatusCode.BadRequest, await Refused(id, new { verdict = "lovely" }));
        Assert.Equal(HttpStatusCode.BadRequest, await Refused(id, new FeedbackRequest(FeedbackVerdict.Useful, new string('x', 1001))));
        Assert.Equal(HttpStatusCode.Forbidden, await Refused(id, new FeedbackRequest(FeedbackVerdict.Useful), CallerRole.Viewer));
        Assert.Empty((await Said(id)).Items);
    }

    [Theory]
    [InlineData(0.5, 0, 0, 0, 0, 0.5)]
    [InlineData(0.5, 4, 0, 0, 0, 0.75)]
    [InlineData(0.8, 0, 1, 1, 1, 0.4)]
    [InlineData(1, 1000, 0, 0, 0, 1)]
    public void The_rule_is_a_mean_of_voices(double learned, int useful, int wrong, int outdated, int harmful, double expected) => Assert.Equal(expected, Credit.Confidence(learned, useful, wrong, outdated, harmful), 4);

    private async Task<HttpStatusCode> Refused(Guid id, object body, CallerRole role = CallerRole.Member)
    {
        using var answer = await memory.As(role).PutAsJsonAsync(new Uri($"/v2/memory/{id}/feedback", UriKind.Relative), body, PlatformJson.Options);
        return answer.StatusCode;
    }
}
