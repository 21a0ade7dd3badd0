using Contracts;
using Contracts.Context;
using Contracts.Memory;
using Harness;
using Memory;
using Policy;
using ServiceDefaults.Hosting;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Context.Tests.Features;

/// <summary>Context, Policy and Memory in one host, as in the embedded profile.</summary>
public sealed class PlatformWithMemory : ContextPlatform
{
    protected override IReadOnlyList<IServiceModule> Modules { get; } = [new ContextModule(), new PolicyModule(), new MemoryModule()];

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>();

    /// <summary>The rows that distillation leaves behind for an accepted memory; the index hears of them by the change table.</summary>
    public async Task<Guid> Remember(string text, string repo, string type = "procedure", string sensitivity = "internal", string status = "active")
    {
        var id = Guid.CreateVersion7();
        await Platform.ExecuteAsync(
            "memory",
            """
            WITH episode AS (
                INSERT INTO trace_episodes (id, org_id, run_id, ordinal, intent, phase, first_seq, last_seq, outcome, commands)
                VALUES ($1, $2, $1, 0, 'ship', 'work', 0, 1, 'succeeded', 1)),
            candidate AS (
                INSERT INTO memory_candidates
                    (id, org_id, run_id, episode_id, type, key, subject, text, repo, sensitivity, trust, confidence, parts, needs_second_run, decision, reason)
                VALUES ($1, $2, $1, $1, $3, $4, 'ship', $4, $5, $6, 'tool_internal', 0.9, '{}', false, 'accepted', 'test'))
            INSERT INTO memories (id, org_id, run_id, type, subject, text, repo, sensitivity, trust, status, confidence, parts, corroboration, created_at)
            VALUES ($1, $2, $1, $3, 'ship', $4, $5, $6, 'tool_internal', $7, 0.9, '{}', 1, now())
            """,
            id, Org, type, text, repo, sensitivity, status);
        var change = await Platform.ScalarAsync<long>("memory", "SELECT max(id) FROM memory_changes");
        await Eventually.Holds(async () => (await Get<MemorySearchResult>("/v2/memory/search?q=ship&limit=1", CallerRole.Owner)).AsOf >= change, "the index has seen it");
        return id;
    }
}

public sealed class CompileWithMemoryTests(PlatformWithMemory platform) : IClassFixture<PlatformWithMemory>
{
    [Fact]
    public async Task A_memory_for_the_task_is_fenced_into_the_window_and_its_use_is_told()
    {
        var memory = await platform.Remember("To ship the parser release, run make release-alpha.", "acme/alpha");
        var foreign = await platform.Remember("To ship the parser release, run make other-alpha.", "acme/elsewhere");
        var view = await platform.Compile(Ask("acme/alpha"));

        Assert.Contains($"<memory id=\"{memory}\"", view.Markdown, StringComparison.Ordinal);
        Assert.Null(view.Warning);
        var detail = await platform.Detail(view.Id);
        Assert.Equal(MemoryAvailability.Used, detail.Receipt.Memory.Availability);
        Assert.NotNull(detail.Receipt.Memory.AsOf);
        Assert.DoesNotContain(detail.Receipt.Entries, e => e.ItemId == foreign.ToString());
        Assert.Equal(1, Assert.Single((await platform.Get<Page<CompileSummary>>("/v2/context/compiles?repo=acme/alpha")).Items).MemoriesIncluded);
        Assert.Equal(ReasonCode.Included, (await platform.Get<WhyAnswer>($"/v2/context/compiles/{view.Id}/why?item={memory}")).Decision);
        Assert.True((await platform.Get<CompileVerification>($"/v2/context/compiles/{view.Id}/verify")).Recomputed);

        // The message goes through the real outbox, bus and inbox to Memory, which links it.
        await Eventually.Holds(
            async () => await platform.Platform.ScalarAsync<long>("memory", "SELECT count(*) FROM memory_links WHERE memory_id = $1 AND compile_id = $2 AND included", memory, view.Id) == 1,
            "memory has linked the compile");
    }

    [Fact]
    public async Task A_message_delivered_again_links_once()
    {
        var memory = await platform.Remember("To ship the parser release, run make release-again.", "acme/again");
        var view = await platform.Compile(Ask("acme/again"));
        await Linked(memory);
        var message = System.Text.Json.JsonSerializer.Deserialize<ContextCompiled>(
            Assert.Single(await platform.Platform.OutboxAsync<ContextCompiled>("context"), m => m.Contains(view.Id.ToString(), StringComparison.Ordinal)), Substrate.Json.PlatformJson.Options)!;
        await platform.Platform.DeliverAsync("memory", message);
        await platform.Platform.OutboxIsEmptyAsync("memory");
        Assert.Equal(1, await platform.Platform.ScalarAsync<long>("memory", "SELECT count(*) FROM memory_links WHERE memory_id = $1", memory));
    }

    [Fact]
    public async Task Without_memory_the_same_task_gets_none()
    {
        var memory = await platform.Remember("To ship the parser release, run make release-beta.", "acme/beta");
        var without = await platform.Compile(Ask("acme/beta") with { Memory = new(Enabled: false) });
        Assert.DoesNotContain("release-beta", without.Markdown, StringComparison.Ordinal);
        Assert.Equal(MemoryAvailability.Disabled, (await platform.Detail(without.Id)).Receipt.Memory.Availability);
        Assert.Contains(memory.ToString(), (await platform.Compile(Ask("acme/beta"))).Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_types_that_were_asked_for_are_recalled()
    {
        await platform.Remember("Shipping the parser release from a dirty tree fails.", "acme/gamma", type: "warning");
        var procedure = await platform.Remember("To ship the parser release, run make release-gamma.", "acme/gamma");
        var view = await platform.Compile(Ask("acme/gamma") with { Memory = new(Types: ["procedure"]) });
        Assert.Equal(procedure.ToString(), Assert.Single((await platform.Detail(view.Id)).Receipt.Entries).ItemId);
    }

    [Fact]
    public async Task What_a_role_may_not_see_is_filtered_before_it_is_scored()
    {
        var memory = await platform.Remember("To ship the parser release, use the confidential signing key of delta.", "acme/delta", sensitivity: "confidential");
        var viewers = await platform.Compile(Ask("acme/delta"), CallerRole.Viewer);
        Assert.DoesNotContain("delta", viewers.Markdown, StringComparison.Ordinal);
        var receipt = (await platform.Detail(viewers.Id, CallerRole.Viewer)).Receipt;
        Assert.DoesNotContain(receipt.Entries, e => e.ItemId == memory.ToString());
        Assert.True(receipt.Memory.Filtered["sensitivity_denied"] >= 1);
        Assert.Contains("delta", (await platform.Compile(Ask("acme/delta"))).Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_request_twice_gives_the_same_window()
    {
        for (var i = 0; i < 5; i++)
        {
            await platform.Remember($"To ship part {i} of the parser release, run make part-{i}.", "acme/epsilon");
        }
        Assert.Equal((await platform.Compile(Ask("acme/epsilon"))).OutputHash, (await platform.Compile(Ask("acme/epsilon"))).OutputHash);
    }

    [Fact]
    public async Task A_task_too_long_for_a_url_still_recalls()
    {
        var memory = await platform.Remember("To ship the parser release, run make release-zeta.", "acme/zeta");
        var task = "Ship the parser release. " + string.Join(' ', Enumerable.Range(0, 9_000).Select(i => $"detail{i}"));
        Assert.Contains(memory.ToString(), (await platform.Compile(Ask("acme/zeta") with { Task = task })).Markdown, StringComparison.Ordinal);
    }

    private Task Linked(Guid memory) => Eventually.Holds(
        async () => await platform.Platform.ScalarAsync<long>("memory", "SELECT count(*) FROM memory_links WHERE memory_id = $1", memory) == 1, "memory has linked the compile");

    private static CompileRequest Ask(string repo) => new("Ship the parser release", new Scope(Repo: repo), 4_000);
}
