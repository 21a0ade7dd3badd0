using Contracts;
using Contracts.Memory;
using Harness;
using Memory.Storage;
using Memory.Tests.Features;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Hosting;
using ServiceDefaults.Schema;
using ServiceDefaults.Tenancy;

namespace Memory.Tests;

public sealed class MemoryModuleTests(MemoryFixture memory) : IClassFixture<MemoryFixture>
{
    [Fact]
    public Task The_committed_openapi_document_is_what_is_served() => OpenApiProof.Holds(memory.Platform, "memory");

    [Fact]
    public async Task No_table_lets_another_organisation_in()
    {
        await memory.Distil(memory.DeadEnd("m/rls"));
        var warning = await memory.Warning("m/rls");
        await memory.Deliver(LinkTests.Compiled(null, warning.Id));
        await memory.Say(warning.Id, FeedbackVerdict.Useful);
        var tables = await RlsProof.Holds(memory.Platform, "memory");
        Assert.Superset(new HashSet<string> { "trace_episodes", "memory_candidates", "memories", "memory_evidence", "memory_links", "memory_history", "memory_changes", "provenance_backlog", "memory_feedback" }, tables.ToHashSet());
    }

    [Fact]
    public void Its_consumers_are_in_the_table_of_subscriptions()
    {
        foreach (var (message, endpoints) in ServiceHost.DescribeConsumers(new MemoryModule())) { Assert.All(endpoints, e => Assert.Contains(e, Subscriptions.All[message])); }
    }
}

public sealed class MemorySchemaTests(MemoryFixture memory) : IClassFixture<MemoryFixture>
{
    [Fact]
    public async Task Every_migration_goes_up_and_down_and_up_again()
    {
        var schema = SchemaRunner.For(memory.Services.GetRequiredService<Database<MemoryDb>>());
        await schema.RevertAllAsync(default);
        Assert.Equal(0, await Tables());
        Assert.True(await schema.UpAsync(default) > 0);
        Assert.Equal(8, await Tables());
    }

    private Task<long> Tables() => memory.Platform.ScalarAsync<long>("memory", "SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'memor%' OR table_name = 'trace_episodes'");
}
