using System.Text.Json;
using Contracts;
using Contracts.Jobs;
using Contracts.Memory;
using Contracts.Provenance;
using Harness;
using Memory.Tests.Domain;
using Substrate.Json;

namespace Memory.Tests.Features;

public sealed class ProvenanceTests(MemoryFixture memory) : IClassFixture<MemoryFixture>
{
    [Fact]
    public async Task A_distilled_run_is_told_from_the_run_over_its_words_to_the_memory()
    {
        var run = memory.DeadEnd("p/chain");
        await memory.Distil(run);
        var warning = await memory.Warning("p/chain");
        var (nodes, edges) = await Told(warning.Id);

        Assert.Equal(["candidate", "memory"], nodes.Select(n => n.Kind).Order());
        Assert.Equal("active", nodes.Single(n => n.Kind == "memory").Attributes["status"]);
        Assert.Equal($"{warning.Id}", Assert.Single(edges, e => e.Relation == "accepted").FromId);
        Assert.Equal(
            warning.Evidence.Select(e => ($"{e.RunId}:{e.Seq}", e.Field, e.Start, e.End)).Order(),
            edges.Where(e => e.Relation == "quoted").SelectMany(e => e.Places, (e, p) => (e.FromId, p.Field, p.Start, p.End)).Order());
        var episode = Assert.Single(edges, e => e.Relation == "suggested").FromId;
        Assert.Contains(await All(), m => m.Edges.Any(e => e.Relation == "episode" && e.ToId == episode && e.FromId == $"{run.RunId}"));
    }

    [Fact]
    public async Task Another_run_that_says_the_same_is_merged_into_the_first()
    {
        await memory.Distil(memory.DeadEnd("p/merged"));
        await memory.Distil(memory.DeadEnd("p/merged"));
        var warning = await memory.Warning("p/merged");
        var merged = Assert.Single((await memory.Get<Page<CandidateView>>("/v2/memory/candidates?repo=p/merged&decision=merged&type=warning")).Items);

        Assert.Contains((await Told(merged.Id)).Edges, e => e.Relation == "merged" && e.FromId == $"{merged.Id}" && e.ToId == $"{warning.Id}");
    }

    [Fact]
    public async Task A_decision_and_its_undo_are_told()
    {
        var run = memory.Recorder.Holds(new Recording().Runs("python -m django test x", "ImproperlyConfigured: Requested setting X, but settings are not configured.", 1).Run(repo: "p/undo"));
        await memory.Distil(run);
        var id = Assert.Single((await memory.Get<Page<CandidateView>>("/v2/memory/candidates?decision=pending&repo=p/undo")).Items).Id;
        Assert.DoesNotContain((await Told(id)).Nodes, n => n.Kind == "memory");

        await memory.Post<MemoryView>($"/v2/memory/{id}/promote", new PromoteMemory());
        Assert.False((await Told(id)).Nodes.Last(n => n.Kind == "memory").Gone);
        await memory.Post<CandidateView>($"/v2/memory/{id}/undo", new { });
        var told = (await Told(id)).Nodes;
        Assert.True(told.Where(n => n.Kind == "memory").MaxBy(n => n.AsOf)!.Gone);
        Assert.Equal("pending", told.Where(n => n.Kind == "candidate").MaxBy(n => n.AsOf)!.Attributes["decision"]);
    }

    internal async Task<(IReadOnlyList<RecordedNode> Nodes, IReadOnlyList<RecordedEdge> Edges)> Told(Guid id)
    {
        var all = await All();
        return ([.. all.SelectMany(m => m.Nodes).Where(n => n.Id == $"{id}")], [.. all.SelectMany(m => m.Edges).Where(e => e.ToId == $"{id}" || e.FromId == $"{id}").DistinctBy(e => (e.FromKind, e.FromId, e.ToKind, e.ToId, e.Relation))]);
    }

    private async Task<List<ProvenanceRecorded>> All() =>
        [.. (await memory.Platform.OutboxAsync<ProvenanceRecorded>("memory")).Select(body => JsonSerializer.Deserialize<ProvenanceRecorded>(body, PlatformJson.Options)!)];
}

/// <summary>A database from before origins were told of.</summary>
public sealed class ProvenanceBacklogTests(MemoryFixture memory) : IClassFixture<MemoryFixture>
{
    [Fact]
    public async Task What_was_learned_before_is_told_of_once_after_the_upgrade()
    {
        await memory.Distil(memory.DeadEnd("p/before"));
        var warning = await memory.Warning("p/before");
        var before = await Edges();
        await memory.Platform.RestartAsync(async () =>
        {
            await memory.Platform.ExecuteAsync("memory", "DROP TABLE provenance_backlog");
            await memory.Platform.ExecuteAsync("memory", "DELETE FROM schema_versions WHERE component = 'memory' AND version = 2");
            await memory.Platform.ExecuteAsync("memory", "DELETE FROM outbox");
        });

        var job = await Eventually.Returns(async () => (await memory.Get<Page<JobView>>("/v2/memory/jobs")).Items.SingleOrDefault(j => j is { Kind: "tell-provenance", Status: JobStatus.Done }), "the job ends");
        Assert.Equal(job.Total, job.Done);
        Assert.Equal(before, await Edges());
        Assert.Contains(before, e => e.ToId == $"{warning.Id}" && e.Relation == "quoted");
        Assert.Equal(0L, await memory.Platform.ScalarAsync<long>("memory", "SELECT count(*) FROM provenance_backlog"));

        await memory.Platform.RestartAsync();
        Assert.Single((await memory.Get<Page<JobView>>("/v2/memory/jobs")).Items, j => j.Kind == "tell-provenance");
    }

    private async Task<List<(string FromId, string Relation, string ToId, int Places)>> Edges() =>
    [
        .. (await memory.Platform.OutboxAsync<ProvenanceRecorded>("memory")).SelectMany(body => JsonSerializer.Deserialize<ProvenanceRecorded>(body, PlatformJson.Options)!.Edges)
            .Select(e => (e.FromId, e.Relation, e.ToId, e.Places.Count)).Distinct().Order(),
    ];
}
