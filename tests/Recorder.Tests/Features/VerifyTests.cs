using Contracts.Recorder;
using Harness;
using Substrate.Policies;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

/// <summary>Whoever changes what is stored, past the application, is found out, and at which step.</summary>
public sealed class VerifyTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    [Theory]
    [InlineData("UPDATE steps SET error = 'no' WHERE run_id = $1 AND seq = 2", 2)]
    [InlineData("UPDATE steps SET exit_code = 0 WHERE run_id = $1 AND seq = 2", 2)]
    [InlineData("UPDATE steps SET output_hash = NULL WHERE run_id = $1 AND seq = 1", 1)]
    [InlineData("UPDATE steps SET chain_hash = content_hash WHERE run_id = $1 AND seq = 1", 1)]
    [InlineData("DELETE FROM steps WHERE run_id = $1 AND seq = 1", 1)]
    [InlineData("DELETE FROM steps WHERE run_id = $1 AND seq = 3", 3)]
    [InlineData("UPDATE runs SET chain = decode(repeat('00', 32), 'hex') WHERE id = $1", 3)]
    [InlineData("UPDATE blobs SET data = 'I liik'::bytea WHERE hash = (SELECT output_hash FROM steps WHERE run_id = $1 AND seq = 1)", 1)]
    [InlineData("DELETE FROM blobs WHERE hash = (SELECT result_hash FROM steps WHERE run_id = $1 AND seq = 2)", 2)]
    public async Task A_change_behind_the_recorders_back_is_named_by_its_step(string change, int broken)
    {
        var client = new RecorderClient(host.As(CallerRole.Member));
        var run = await client.Begin();
        var unique = Guid.NewGuid();
        await client.Appended(run.Id, User(0, $"Fix it {unique}"), Llm(1, $"I look {unique}"), Tool(2, "pytest", $"1 failed {unique}", 1), Llm(3, $"Done {unique}"));
        await client.Completed(run.Id);
        Assert.True((await client.Verify(run.Id)).Ok);

        Assert.Equal(1, await host.Platform.ExecuteAsync("recorder", change, run.Id));

        var verified = await client.Verify(run.Id);
        Assert.False(verified.Ok);
        Assert.Equal(broken, verified.FirstBroken!.Seq);
        Assert.Equal(broken == 3 ? verified.Steps : broken, verified.Steps);
    }

    [Fact]
    public async Task A_configuration_as_deep_as_is_taken_is_sealed_like_any_other()
    {
        var client = new RecorderClient(host.As(CallerRole.Member));
        var header = "{\"task\":\"deep\",\"agent\":{\"name\":\"tester\"},\"config\":{\"a\":" + new string('[', 60) + new string(']', 60) + "}}";
        var run = await Ok<RunView>(await client.Http.PostAsync("v2/runs", new StringContent(header, System.Text.Encoding.UTF8, "application/json")));
        await client.Appended(run.Id, User(0, "a"));
        await client.Completed(run.Id);

        var verified = await client.Verify(run.Id);

        Assert.True(verified.Ok);
        Assert.Equal(run.Revision + 1, verified.Seal!.Revision);
    }
}
