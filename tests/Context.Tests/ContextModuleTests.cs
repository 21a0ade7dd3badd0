using Context.Storage;
using Harness;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Schema;
using ServiceDefaults.Tenancy;
using Xunit;

namespace Context.Tests;

public sealed class ContextModuleTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public Task The_committed_openapi_document_is_what_is_served() => OpenApiProof.Holds(platform.Platform, "context");

    [Fact]
    public async Task No_table_lets_another_organisation_in() =>
        Assert.Superset(new HashSet<string> { "compiles", "compile_texts", "receipt_seals", "provenance_backlog" }, (await RlsProof.Holds(platform.Platform, "context")).ToHashSet());
}

public sealed class ContextSchemaTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public async Task Every_migration_goes_up_and_down_and_up_again()
    {
        var schema = SchemaRunner.For(platform.Services.GetRequiredService<Database<ContextDb>>());
        await schema.RevertAllAsync(default);
        Assert.Equal(0, await Tables());
        Assert.True(await schema.UpAsync(default) > 0);
        Assert.Equal(3, await Tables());
    }

    private Task<long> Tables() => platform.Platform.ScalarAsync<long>(
        "context", "SELECT count(*) FROM information_schema.tables WHERE table_name IN ('compiles', 'compile_texts', 'receipt_seals')");
}
