using Harness;
using Recorder.Tests.Domain.Importing;
using Substrate.Policies;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Features;

public sealed class EveryFormatTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private readonly RecorderClient client = new(host.As(CallerRole.Member, Guid.NewGuid()));

    [Fact]
    public async Task An_archive_with_a_file_of_every_format_is_imported_and_a_second_time_adds_nothing()
    {
        (string Name, string Content)[] files = [.. DetectionTests.OneOfEach.Select((row, i) => ($"x/{i}", (string)row[1]!))];

        var (_, first) = await client.Import(Samples.TarGz(files), "all.tar.gz");
        var (_, second) = await client.Import(Samples.Zip(files), "all.zip");

        Assert.Empty(first.Failed);
        Assert.Empty(first.Skipped);
        Assert.Equal(Recorder.Domain.Importing.SessionFormats.Names.Order(StringComparer.Ordinal), first.Formats.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((3, 3, 2, 3, 3, 8), (first.Formats["tau-bench"], first.Formats["tau2-bench"], first.Formats["who-and-when"], first.Formats["toolbench"], first.Formats["atif"], first.Formats["outcome-matrix"]));
        Assert.Equal((0, first.Imported, 0), (second.Imported, second.Unchanged, second.Failed.Count));
        var runs = await client.All();
        Assert.Equal(first.Imported, runs.Count);
        foreach (var run in runs)
        {
            Assert.True((await client.Verify(run.Id)).Ok, run.Source!.Format);
        }

        var blamed = Assert.Single(runs, r => r.Source!.SessionId == "q-77");
        Assert.Equal((OutcomeStatus.Failed, "answer"), (blamed.Outcome.Status, blamed.Outcome.Checks![0].Name));
        Assert.Equal(
            ["mistake_reason", "mistake_step", "mistake_agent"],
            (await client.Annotations(blamed.Id)).Items.Where(a => a.Kind == "label").Select(a => a.Data!.Value.GetProperty("name").GetString()));
        Assert.Equal(210, Assert.Single(runs, r => r.Source!.SessionId == "sim-1").Tokens.In);
    }

    [Theory]
    [InlineData("cassette.yaml")]
    [InlineData("matrix.csv")]
    public async Task YAML_and_tables_may_be_sent_as_they_are(string name)
    {
        var content = name.EndsWith(".csv", StringComparison.Ordinal) ? SamplesOfBenchmarks.Matrix : TraceReaderTests.Cassette();

        var (_, result) = await client.Import(Samples.Bytes(content), name);

        Assert.Equal((name.EndsWith(".csv", StringComparison.Ordinal) ? 8 : 1, 0), (result.Imported, result.Failed.Count));
    }

    [Fact]
    public async Task Runs_before_the_entry_that_is_none_are_kept()
    {
        var (_, result) = await client.Import(Samples.Bytes("""[{"task_id":1,"traj":[{"role":"user","content":"x"}],"reward":1},7]"""), "tau.json");

        Assert.Equal((1, 1), (result.Imported, result.Failed.Count));
        Assert.Contains("Entry 1 of 2", result.Failed[0].Reason, StringComparison.Ordinal);
    }
}
