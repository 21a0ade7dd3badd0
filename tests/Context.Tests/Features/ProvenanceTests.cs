using System.Text.Json;
using Context.Domain;
using Contracts;
using Contracts.Jobs;
using Contracts.Provenance;
using Harness;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Scoping;
using Xunit;

namespace Context.Tests.Features;

public sealed class ProvenanceTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    private const string Run = "0193b1c2-0000-7000-8000-00000000000a";
    private static readonly string Hash = new('a', 64);

    [Fact]
    public async Task A_window_is_told_with_what_it_holds_and_the_run_that_uses_it()
    {
        var run = Guid.CreateVersion7();
        var view = await platform.Compile(ContextPlatform.Request(
            From("step", $"run:{Run}:7"), From("file", "src/a.cs", Hash), From("page", "https://example.org/x"),
            From("denied", $"run:{Run}") with { Scope = new(Repo: "other/repo") }) with { RunId = run });

        var told = (await Told()).Single(m => m.Nodes.Any(n => n.Id == $"{view.Id}"));
        Assert.Equal("Ship the release of the parser", told.Nodes[0].Title);
        Assert.Equal(
            new[] { ("blob", Hash, "given", "compile", $"{view.Id}"), ("compile", $"{view.Id}", "window", "run", $"{run}"), ("step", $"{Run}:7", "given", "compile", $"{view.Id}") },
            told.Edges.Select(e => (e.FromKind, e.FromId, e.Relation, e.ToKind, e.ToId)).Order());
    }

    [Theory]
    [InlineData("run:0193B1C2-0000-7000-8000-00000000000A", "run 0193b1c2-0000-7000-8000-00000000000a")]
    [InlineData("step:0193b1c2-0000-7000-8000-00000000000a:0", "step 0193b1c2-0000-7000-8000-00000000000a:0")]
    [InlineData("memory:0193b1c2-0000-7000-8000-00000000000a", "memory 0193b1c2-0000-7000-8000-00000000000a")]
    [InlineData("compile:0193b1c2-0000-7000-8000-00000000000a", "compile 0193b1c2-0000-7000-8000-00000000000a")]
    [InlineData("run:0193b1c2-0000-7000-8000-00000000000a:-1", null)]
    [InlineData("run:nothing", null)]
    [InlineData("blob:abc", null)]
    [InlineData("src/run:1.txt", null)]
    [InlineData("", null)]
    public void A_source_names_a_thing_of_the_platform_or_nothing(string uri, string? named) =>
        Assert.Equal(named is null ? [] : [named], ItemOrigin.Of(new ItemSource(uri)).Select(o => $"{o.Kind} {o.Id}"));

    [Fact]
    public void A_hash_is_named_once() => Assert.Equal([("blob", Hash)], ItemOrigin.Of(new ItemSource($"sha256:{Hash}", Hash: Hash)));

    private static ContextItem From(string id, string uri, string? hash = null) => new(id, ItemKind.Document, $"Words of {id}", new ItemSource(uri, Hash: hash));

    private async Task<List<ProvenanceRecorded>> Told() =>
        [.. (await platform.Platform.OutboxAsync<ProvenanceRecorded>("context")).Select(body => JsonSerializer.Deserialize<ProvenanceRecorded>(body, PlatformJson.Options)!)];
}

/// <summary>A database from before origins were told of.</summary>
public sealed class ProvenanceBacklogTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public async Task Windows_compiled_before_are_told_of_once_after_the_upgrade()
    {
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("guide", "Run make release.")) with { RunId = Guid.CreateVersion7() });
        var before = await Told(view.Id);
        await platform.Platform.RestartAsync(async () =>
        {
            await platform.Platform.ExecuteAsync("context", "DROP TABLE provenance_backlog");
            await platform.Platform.ExecuteAsync("context", "DELETE FROM schema_versions WHERE component = 'context' AND version = 2");
            await platform.Platform.ExecuteAsync("context", "DELETE FROM outbox");
        });

        await Eventually.Holds(async () => (await platform.Get<Page<JobView>>("/v2/context/jobs")).Items.Any(j => j is { Kind: "tell-provenance", Status: JobStatus.Done }), "the job ends");
        Assert.Equal(before, await Told(view.Id));
        Assert.Equal(0L, await platform.Platform.ScalarAsync<long>("context", "SELECT count(*) FROM provenance_backlog"));
    }

    private async Task<string> Told(Guid id) => Assert.Single(await platform.Platform.OutboxAsync<ProvenanceRecorded>("context"), body => body.Contains($"{id}", StringComparison.Ordinal));
}
