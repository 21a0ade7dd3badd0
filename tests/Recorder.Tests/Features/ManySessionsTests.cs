using Contracts.Jobs;
using Contracts.Recorder;
using Harness;
using Substrate.Policies;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Features;

/// <summary>Sessions that are small are written together; nothing else about them is other than if each were written alone.</summary>
public sealed class ManySessionsTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private const int Rows = 300; // more than two batches

    private readonly RecorderClient client = new(host.As(CallerRole.Member, Guid.NewGuid()));

    [Fact]
    public async Task Every_row_of_a_table_is_a_sealed_run_and_a_second_time_adds_nothing()
    {
        var table = Samples.Bytes(Table(Rows));

        var (job, first) = await client.Import(table, "outcomes.csv");
        var (_, second) = await client.Import(table, "outcomes.csv");

        Assert.Equal((JobStatus.Done, Rows, 0), (job.Status, first.Imported, first.Unchanged));
        Assert.Equal((0, Rows), (second.Imported, second.Unchanged));
        var runs = await client.All();
        Assert.Equal(Rows, runs.Select(r => r.Source!.SessionId).Distinct().Count());
        Assert.All(runs, r => Assert.Equal((RunState.Complete, 1, 0, 50L, (decimal?)0.25m), (r.State, r.Revision, r.StepCount, r.Tokens.In, r.Cost)));
        Assert.Equal(Rows / 2, runs.Count(r => r.Outcome.Status == OutcomeStatus.Succeeded));
        foreach (var run in runs.Where((_, i) => i % 20 == 0))
        {
            Assert.True((await client.Verify(run.Id)).Ok);
        }
    }

    [Fact]
    public async Task A_table_that_grew_adds_its_new_rows()
    {
        await client.Import(Samples.Bytes(Table(150)), "outcomes.csv");

        var (_, grown) = await client.Import(Samples.Bytes(Table(170)), "outcomes.csv");

        Assert.Equal((20, 150), (grown.Imported, grown.Unchanged));
        Assert.Equal(170, (await client.All()).Count);
    }

    [Fact]
    public async Task Of_sessions_that_claim_one_id_in_one_file_each_is_a_run()
    {
        // Rows of a task without a trial of their own are told apart by their place; runs of τ-bench by task and trial alone.
        var runs = string.Join(',', Enumerable.Range(0, 3).Select(i =>
            $$"""{"task_id":1,"trial":0,"reward":1.0,"info":{"n":{{i}}},"traj":[{"role":"user","content":"Ask {{i}}"},{"role":"assistant","content":"Answer {{i}}"}]}"""));

        var (job, first) = await client.Import(Samples.Bytes($"[{runs}]"), "gpt-4o-airline.json");
        var (_, second) = await client.Import(Samples.Bytes($"[{runs}]"), "gpt-4o-airline.json");

        Assert.Equal((JobStatus.Done, 3, 3), (job.Status, first.Imported, second.Unchanged));
        Assert.Equal([2, 2, 2], (await client.All()).Select(r => r.StepCount));
    }

    [Fact]
    public async Task Every_run_is_announced_once_and_nothing_is_held_back_when_the_import_is_over()
    {
        var (_, result) = await client.Import(Samples.Bytes(Table(140)), "outcomes.csv");

        var announced = await host.Platform.OutboxAsync<RunCompleted>("recorder");
        Assert.All(result.Runs!, run => Assert.Single(announced, m => m.Contains(run.RunId.ToString(), StringComparison.Ordinal)));
        // A delivery that was sent already is due again in five seconds.
        Assert.Equal(0, await host.Platform.ScalarAsync<long>(
            "recorder", "SELECT count(*) FROM outbox_deliveries WHERE attempts = 0 AND acked_at IS NULL AND next_at > now() + $1", TimeSpan.FromSeconds(1)));
    }

    private static string Table(int rows) => "task_id,trial_name,is_resolved,input_tokens,cost\n"
        + string.Concat(Enumerable.Range(0, rows).Select(i => $"task-{i},trial-{i},{(i % 2 == 0 ? "True" : "False")},50,0.25\n"));
}
