using Contracts.Jobs;
using FsCheck;
using FsCheck.Fluent;
using Harness;
using Recorder.Tests.Domain.Importing;
using Substrate.Policies;
using Xunit;

namespace Recorder.Tests.Features;

/// <summary>Mutated files through the whole import: what is broken is named, nothing beside it suffers, and no run is left half written.</summary>
public sealed class MutatedImportTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    [Fact]
    public async Task Of_many_broken_files_each_is_imported_whole_or_named_and_the_sound_one_stands()
    {
        var org = Guid.NewGuid();
        var client = new RecorderClient(host.As(CallerRole.Member, org));
        var each = Environment.GetEnvironmentVariable("CTX_THOROUGH") == "1" ? 60 : 6;
        var files = Mutation.Samples
            .SelectMany(sample => Mutation.Of(sample.Value).Sample(each, new Rnd(42UL), each).Select((bytes, i) => ($"{sample.Key}/{i}", bytes, 8)))
            .Append(("sound.jsonl", Samples.Bytes(Samples.Lines(Samples.Claude("sound"))), 8)).ToList();

        var (job, first) = await client.Import(LogSamples.Zip(files), "mutated.zip", atMost: TimeSpan.FromMinutes(4));

        Assert.True(job.Status is JobStatus.Done or JobStatus.DoneWithErrors, $"{job.Status}: {job.Error}");
        Assert.All(first.Failed, failure => Assert.Contains(files, f => f.Item1 == failure.File));
        Assert.All(first.Failed, failure => Assert.False(string.IsNullOrWhiteSpace(failure.Reason)));
        var runs = await client.All();
        Assert.Contains(runs, r => r.Source!.SessionId == "sound");
        Assert.All(runs, r => Assert.Equal(Contracts.Recorder.RunState.Complete, r.State));
        Assert.Equal(runs.Sum(r => (long)r.StepCount), await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM steps WHERE org_id = $1", org));
        foreach (var run in runs)
        {
            // Also that what was stored can be answered with.
            var verified = await client.Verify(run.Id);
            Assert.True(verified.Ok, $"{run.Source!.File} of {run.Source.Format}: {string.Join("; ", verified.Checks.Select(c => c.Fault))}");
            Assert.Equal(run.StepCount, (await client.Steps(run.Id)).Count);
            await client.Get(run.Id);
        }

        var (_, second) = await client.Import(LogSamples.Zip(files), "mutated.zip", atMost: TimeSpan.FromMinutes(4));

        Assert.Equal((0, first.Failed.Count), (second.Imported, second.Failed.Count));
        Assert.Equal(runs.Count, (await client.All()).Count);
    }
}
