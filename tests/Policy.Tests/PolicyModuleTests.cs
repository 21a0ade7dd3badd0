using Harness;
using Microsoft.Extensions.DependencyInjection;
using Policy.Storage;
using ServiceDefaults.Schema;
using ServiceDefaults.Tenancy;
using Xunit;

namespace Policy.Tests;

public sealed class PolicyModuleTests(ModuleHost<PolicyModule> host) : IClassFixture<ModuleHost<PolicyModule>>
{
    [Fact]
    public Task The_committed_openapi_document_is_what_is_served() => OpenApiProof.Holds(host.Platform, "policy");

    [Fact]
    public async Task No_table_lets_another_organisation_in() => Assert.Contains("policy_decisions", await RlsProof.Holds(host.Platform, "policy"));
}

public sealed class PolicySchemaTests(ModuleHost<PolicyModule> host) : IClassFixture<ModuleHost<PolicyModule>>
{
    [Fact]
    public async Task Every_migration_goes_up_and_down_and_up_again()
    {
        var schema = SchemaRunner.For(host.Services.GetRequiredService<Database<PolicyDb>>());
        await schema.RevertAllAsync(default);
        Assert.Equal(0, await Tables());
        Assert.True(await schema.UpAsync(default) > 0);
        Assert.Equal(1, await Tables());
    }

    private Task<long> Tables() => host.Platform.ScalarAsync<long>("policy", "SELECT count(*) FROM information_schema.tables WHERE table_name = 'policy_decisions'");
}
