using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Harness;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Trace;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

/// <summary>Every table of the recorder after secrets came in by each of its doors; the whole platform's disk is looked at in the System tests.</summary>
public sealed class PlantedSecretsTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private readonly RecorderClient client = new(host.As(CallerRole.Member));

    [Fact]
    public async Task No_column_holds_a_planted_secret()
    {
        var plants = new PlantedSecrets();
        var texts = plants.Texts().ToList();
        var lines = Samples.Claude(plants.GitHub());
        string[] told = [.. lines, .. texts.Select((t, i) => JsonSerializer.Serialize(new { type = "user", uuid = $"p{i}", sessionId = "s", isSidechain = false, message = new { role = "user", content = t } }))];
        await client.Import(Samples.TarGz(
            ($"a/{plants.Npm()}.jsonl", Samples.Lines(told)), ($"b/{plants.Npm()}.traj.json", Samples.Mini(plants.GitHub(), model: plants.GitHub(), reply: texts[1])),
            ($"c/{plants.Slack()}.jsonl", Samples.Lines([.. Samples.Claude(), "{\"a\": tru" + plants.GitHub()])), ($"d/{plants.Slack()}.json", $$"""{"hello":"{{plants.GitHub()}}"}""")),
            $"corpus {plants.Stripe()}.tar.gz");
        var run = await client.Begin($"Rotate {plants.GitHub()}", $"acme/{plants.GitHub()}", agent: plants.Npm());
        await client.Appended(run.Id, [.. texts.Select((t, i) => new Step(
            i, StepKind.Tool, Name: plants.GitHub(), Model: plants.GitHub(), Error: t,
            ToolCall: new ToolCall(plants.GitHub(), plants.Npm(), JsonSerializer.SerializeToElement(new { command = t }), Text(t), true)))]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/runs") { Content = JsonContent.Create(new RunHeader("t", new AgentRef("a")), options: PlatformJson.Options) };
        request.Headers.Add("Idempotency-Key", plants.GitHub());
        Assert.Equal(HttpStatusCode.Created, (await client.Http.SendAsync(request)).StatusCode);

        var found = new List<string>();
        await foreach (var (table, row) in DatabaseDump.Rows(TestPostgres.Admin(host.Platform.Databases["recorder"]).ConnectionString))
        {
            found.AddRange(plants.In(row).Select(p => $"{table}: {p}"));
        }

        Assert.Empty(found);
        Assert.True((await client.Verify(run.Id)).Ok);
    }

    [Fact]
    public async Task A_secret_is_found_again_by_its_own_words_and_never_shown()
    {
        var plants = new PlantedSecrets();
        var (secret, other) = (plants.GitHub(), plants.GitHub());
        var run = await client.Begin($"Rotate {secret} today", $"acme/{secret}");

        var byTask = await client.Http.GetStringAsync($"v2/runs?q={secret}");
        var byRepo = await client.Http.GetStringAsync($"v2/runs?repo={Uri.EscapeDataString($"acme/{secret}")}");

        Assert.Contains(run.Id.ToString(), byTask, StringComparison.Ordinal);
        Assert.Contains(run.Id.ToString(), byRepo, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, byTask + byRepo, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Id.ToString(), await client.Http.GetStringAsync($"v2/runs?q={other}"), StringComparison.Ordinal);
    }
}
