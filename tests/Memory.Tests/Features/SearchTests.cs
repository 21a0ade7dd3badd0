using System.Net;
using Contracts.Memory;
using Harness;
using Memory.Features.Expiry;
using Memory.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Policies;

namespace Memory.Tests.Features;

public sealed class SearchTests(MemoryFixture memory) : IClassFixture<MemoryFixture>
{
    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=201")]
    [InlineData("types=fact,nonsense")]
    [InlineData("maxSensitivity=secret")]
    [InlineData("minTrust=nobody")]
    public async Task A_search_that_asks_for_nonsense_is_refused(string query)
    {
        using var answer = await memory.Admin.GetAsync(new Uri("/v2/memory/search?q=x&" + query, UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_memory_of_a_repository_is_seen_there_and_nowhere_else()
    {
        await memory.Distil(memory.DeadEnd("s/wall"));
        var here = await memory.Get<MemorySearchResult>("/v2/memory/search?task=add+a+greeting&repo=s/wall");
        Assert.Contains(here.Items, h => h.Type == MemoryType.Warning && h.SourceRunId is not null && h.Parts.ContainsKey("bm25"));
        var elsewhere = await memory.Get<MemorySearchResult>("/v2/memory/search?task=add+a+greeting&repo=s/other");
        Assert.Empty(elsewhere.Items);
        Assert.True(elsewhere.Filtered["scope_denied"] >= 1);
        Assert.True(elsewhere.AsOf > 0);
    }

    [Fact]
    public async Task A_viewer_never_gets_what_is_above_the_viewers_ceiling_whatever_is_asked()
    {
        await memory.Distil(memory.DeadEnd("s/ceiling"));
        await memory.Platform.ExecuteAsync("memory", "UPDATE memories SET sensitivity = 'confidential' WHERE repo = 's/ceiling'");
        await Eventually.Holds(async () => await Hits(CallerRole.Viewer) == 0, "the change reaches the index");
        Assert.True(await Hits(CallerRole.Member) > 0);

        async Task<int> Hits(CallerRole role)
        {
            var text = await memory.As(role).GetStringAsync(new Uri("/v2/memory/search?q=tests&repo=s/ceiling&maxSensitivity=restricted", UriKind.Relative));
            return System.Text.Json.JsonSerializer.Deserialize<MemorySearchResult>(text, Substrate.Json.PlatformJson.Options)!.Items.Count;
        }
    }

    [Fact]
    public async Task What_is_overdue_is_marked_and_a_restart_finds_the_same()
    {
        await memory.Distil(memory.DeadEnd("s/overdue"));
        await memory.Distil(memory.DeadEnd("s/kept"));
        await memory.Platform.ExecuteAsync("memory", "UPDATE memories SET expires_at = now() - interval '1 hour' WHERE repo = 's/overdue'");
        await Eventually.Holds(async () => (await Search("s/overdue")).Items.Count == 0, "the search leaves it out before anything marks it");
        Assert.True(await ExpireOverdue.SweepAsync(memory.Services.GetRequiredService<Database<MemoryDb>>(), memory.Services.GetRequiredService<Outbox<MemoryDb>>(), memory.Org, DateTimeOffset.UtcNow, default) > 0);
        Assert.Equal("expired", await memory.Platform.ScalarAsync<string>("memory", "SELECT decision FROM memory_candidates WHERE repo = 's/overdue' AND decision <> 'merged' LIMIT 1"));
        var before = (await Search("s/kept")).Items.Select(h => (h.Id, h.Text)).ToList();
        Assert.NotEmpty(before);
        await memory.Platform.RestartAsync();
        Assert.Equal(before, (await Search("s/kept")).Items.Select(h => (h.Id, h.Text)));
    }

    [Fact]
    public async Task Two_replicas_follow_the_same_changes()
    {
        using var second = new MemoryIndexes(memory.Services.GetRequiredService<Database<MemoryDb>>());
        await second.FollowAsync(memory.Org, default);
        await memory.Distil(memory.DeadEnd("s/replica"));
        await second.FollowAsync(memory.Org, default);
        var first = memory.Services.GetRequiredService<MemoryIndexes>();
        await first.FollowAsync(memory.Org, default);
        Assert.Equal((await first.OfAsync(memory.Org, default)).AsOf, (await second.OfAsync(memory.Org, default)).AsOf);
        Assert.Equal((await first.OfAsync(memory.Org, default)).Count, (await second.OfAsync(memory.Org, default)).Count);
    }

    [Fact]
    public async Task No_change_is_skipped_when_transactions_commit_in_another_order_than_they_began()
    {
        await memory.Distil(memory.DeadEnd("s/order"));
        await memory.Distil(memory.DeadEnd("s/order2"));
        using var follower = new MemoryIndexes(memory.Services.GetRequiredService<Database<MemoryDb>>());
        await follower.FollowAsync(memory.Org, default);
        await using var slow = await memory.Platform.OpenAppAsync("memory");
        await using var quick = await memory.Platform.OpenAppAsync("memory");
        await using var slowly = await slow.BeginTransactionAsync();
        await Touch(slow, slowly, "s/order", 41);
        await using (var quickly = await quick.BeginTransactionAsync())
        {
            await Touch(quick, quickly, "s/order2", 42);
            await quickly.CommitAsync();
        }

        await follower.FollowAsync(memory.Org, default);
        await slowly.CommitAsync();
        await follower.FollowAsync(memory.Org, default);
        var index = await follower.OfAsync(memory.Org, default);
        Assert.Equal([41, 42], new[] { "s/order", "s/order2" }.Select(repo => index.Search(new(null, "tests", null, new(Repo: repo), Substrate.Scoping.Sensitivity.Restricted, Substrate.Scoping.Trust.ToolExternal, 1, DateTimeOffset.UtcNow)).Hits[0].Memory.UsageCount));

        static async Task Touch(NpgsqlConnection connection, NpgsqlTransaction transaction, string repo, int usage)
        {
            await using var command = new NpgsqlCommand("UPDATE memories SET usage_count = $2 WHERE repo = $1", connection, transaction) { Parameters = { new() { Value = repo }, new() { Value = usage } } };
            Assert.True(await command.ExecuteNonQueryAsync() > 0);
        }
    }

    private Task<MemorySearchResult> Search(string repo) => memory.Get<MemorySearchResult>($"/v2/memory/search?q=tests&repo={repo}");
}
