using Harness;
using Microsoft.Extensions.DependencyInjection;
using Recorder.Storage;
using ServiceDefaults.Schema;
using ServiceDefaults.Tenancy;
using Substrate.Policies;
using Xunit;

namespace Recorder.Tests.Storage;

public sealed class MigrationTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    [Fact]
    public async Task The_schema_goes_up_down_and_up_again()
    {
        var schema = SchemaRunner.For(host.Services.GetRequiredService<Database<RecorderDb>>());

        await schema.RevertAllAsync(default);
        Assert.Equal(0, await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
        Assert.True(await schema.UpAsync(default) > 0);

        await new RecorderClient(host.As(CallerRole.Member)).Begin();
    }
}
