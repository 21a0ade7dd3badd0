using System.IO.Compression;
using System.Text;
using Contracts.Jobs;
using Harness;
using Substrate.Policies;
using Xunit;

namespace Recorder.Tests.Features;

public sealed class HostileInputTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private readonly RecorderClient client = new(host.As(CallerRole.Member, Guid.NewGuid()));

    [Fact]
    public async Task A_log_of_Inspect_is_imported_as_it_is_or_out_of_another_archive_and_a_second_time_adds_nothing()
    {
        var eval = LogSamples.Eval(i => i == 1, LogSamples.InspectSample(), LogSamples.InspectSample("2", "\"I\""), "{\"id\":3,");

        var (job, first) = await client.Import(eval, "log.eval");
        var (_, second) = await client.Import(LogSamples.Zip([("logs/log.eval", eval, 8)]), "logs.zip");

        Assert.Equal((JobStatus.DoneWithErrors, 2, 2), (job.Status, first.Imported, first.Formats["inspect"]));
        Assert.Equal("log.eval/samples/3_epoch_1.json", Assert.Single(first.Failed).File);
        Assert.Equal((0, 2), (second.Imported, second.Unchanged));
        var runs = await client.All();
        Assert.Equal(["log.eval/samples/1_epoch_1.json", "log.eval/samples/2_epoch_1.json"], runs.Select(r => r.Source!.File).Order());
        Assert.All(runs, r => Assert.Equal((140L, 7L, 1), (r.Tokens.In, r.Tokens.Out, r.ToolCallCount)));
        Assert.Equal([Substrate.Trace.OutcomeStatus.Failed, Substrate.Trace.OutcomeStatus.Succeeded], runs.Select(r => r.Outcome.Status).OrderDescending());
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(200, true)]
    [InlineData(400, false)]
    [InlineData(20_000, false)]
    public async Task Deep_JSON_is_recorded_or_refused_by_name_and_the_rest_goes_on(int depth, bool recorded)
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        var everywhere = Samples.Mini().Replace("\"mini_version\":\"2.0.0\"", $"\"mini_version\":\"2.0.0\",\"x\":{deep}", StringComparison.Ordinal)
            .Replace("\"model_name\":", $"\"deep\":{deep},\"model_name\":", StringComparison.Ordinal).Replace("\"content\":\"Submitting.\"", $"\"content\":{deep}", StringComparison.Ordinal)
            .Replace("{\\u0022command\\u0022: \\u0022ls\\u0022}", deep.Replace("\"", "\\u0022", StringComparison.Ordinal), StringComparison.Ordinal);

        var (_, result) = await client.Import(Samples.TarGz(("deep.traj.json", everywhere), ("good.jsonl", Samples.Lines(Samples.Claude("good")))), "deep.tar.gz");

        Assert.Equal((recorded ? 2 : 1, recorded ? 0 : 1), (result.Imported, result.Failed.Count));
        Assert.All(result.Failed, f => Assert.Equal(("deep.traj.json", 1), (f.File, f.Line)));
        foreach (var run in await client.All())
        {
            await client.Get(run.Id);
            Assert.Equal(run.StepCount, (await client.Transcript(run.Id)).Count);
            Assert.True((await client.Verify(run.Id)).Ok);
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_NULs_are_kept_as_far_as_they_can_be()
    {
        var lines = Samples.Claude("nul\\u0000session");
        lines[1] = lines[1].Replace("Keep commas", "Keep \\u0000 commas", StringComparison.Ordinal).Replace("/home/me/parser", "/home/me/par\\u0000ser", StringComparison.Ordinal);
        lines[3] = lines[3].Replace("\"Bash\"", "\"Ba\\u0000sh\"", StringComparison.Ordinal).Replace("\"t1\"", "\"t\\u00001\"", StringComparison.Ordinal);
        var bytes = Samples.Bytes(Samples.Lines(lines));
        var at = bytes.AsSpan().IndexOf("I look."u8);
        bytes[at] = 0xff;

        var (_, result) = await client.Import(bytes, "odd.jsonl");

        Assert.Equal((1, 0), (result.Imported, result.Failed.Count));
        var run = Assert.Single(await client.All(), r => r.ToolCallCount > 0);
        Assert.DoesNotContain('\0', run.Task);
        Assert.Contains(await client.Transcript(run.Id), s => s.Output?.Contains("\uFFFD look.", StringComparison.Ordinal) == true);
        Assert.True((await client.Verify(run.Id)).Ok);
    }

    [Fact]
    public async Task Clocks_that_are_years_off_and_counts_below_zero_harm_no_total()
    {
        var mini = Samples.Mini().Replace("1775715328", "-5", StringComparison.Ordinal).Replace("1775715329.5", "1e300", StringComparison.Ordinal)
            .Replace("1775715333.0", "99999999999", StringComparison.Ordinal).Replace("1775715333", "99999999999", StringComparison.Ordinal)
            .Replace("\"prompt_tokens\":100", "\"prompt_tokens\":-100", StringComparison.Ordinal).Replace("\"completion_tokens\":8", "\"completion_tokens\":1e30", StringComparison.Ordinal);

        await client.Import(Samples.Bytes(mini), "clock.traj.json");

        var run = Assert.Single(await client.All());
        Assert.Equal((140L, 20L), (run.Tokens.In, run.Tokens.Out));
        Assert.True(run.EndedAt >= run.StartedAt);
        Assert.Equal(5138, run.EndedAt!.Value.Year);
    }

    [Fact]
    public async Task A_session_that_is_being_written_is_read_up_to_its_last_whole_line()
    {
        var lines = Samples.Claude("live");

        var (_, half) = await client.Import(Samples.Bytes(Samples.Lines(lines[..6]) + lines[6][..50]), "live.jsonl");
        var (_, whole) = await client.Import(Samples.Bytes(Samples.Lines(lines)), "live.jsonl");

        Assert.Equal((1, 0, 1, 0), (half.Imported, half.Failed.Count, whole.Imported, whole.Failed.Count));
        Assert.Equal(2, Assert.Single(await client.All(), r => r.Source!.SessionId == "live").ToolCallCount);
    }

    [Fact]
    public async Task A_file_whose_compression_breaks_off_is_named_and_leaves_no_run()
    {
        var random = new Random(5);
        var packed = GZip(Samples.Mini(reply: Convert.ToHexString([.. Enumerable.Range(0, 200_000).Select(_ => (byte)random.Next(256))])));

        var (job, result) = await client.Import(packed[..(packed.Length / 2)], "run.traj.json.gz");

        Assert.Equal((JobStatus.DoneWithErrors, 0, "run.traj.json"), (job.Status, result.Imported, Assert.Single(result.Failed).File));
        Assert.Empty(await client.All());
    }

    [Fact]
    public async Task Two_runs_that_claim_one_id_are_two_runs_and_each_is_found_again()
    {
        var files = Samples.TarGz(("a.traj.json", Samples.Mini(reply: "One way.")), ("b.traj.json", Samples.Mini(reply: "Another way.")));

        var (_, first) = await client.Import(files, "both.tar.gz");
        var (_, second) = await client.Import(files, "both.tar.gz");

        Assert.Equal((2, 0, 0, 2), (first.Imported, first.Unchanged, second.Imported, second.Unchanged));
        Assert.Equal(2, (await client.All()).Count);
    }

    [Fact]
    public async Task An_archive_with_links_devices_and_other_archives_names_each_and_imports_the_rest()
    {
        var zip = LogSamples.Zip(
            [("link.jsonl", [.. "/etc/passwd"u8], 0), ("inner.zip", LogSamples.Zip([("x.json", [.. "{}"u8], 8)]), 0), ("secret.jsonl", [.. "{}"u8], 0), ("good.jsonl", Samples.Bytes(Samples.Lines(Samples.Claude("good"))), 93)],
            (name, entry) => { if (name == "link.jsonl") entry[41] = 0xA1; if (name == "secret.jsonl") entry[8] |= 1; });

        var (job, result) = await client.Import(zip, "odd.zip");

        Assert.Equal(JobStatus.DoneWithErrors, job.Status);
        Assert.Equal(["inner.zip", "link.jsonl", "secret.jsonl"], result.Failed.Select(f => f.File).Order());
        Assert.Equal("good", Assert.Single(await client.All(), r => r.Source!.SessionId == "good").Source!.SessionId);
    }

    private static byte[] GZip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
