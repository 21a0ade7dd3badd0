using System.Diagnostics;
using System.Net.Http.Json;
using Harness;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Jobs;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace ServiceDefaults.Tests.Jobs;

public sealed class JobRestartTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    [Fact]
    public async Task A_job_interrupted_by_a_stop_runs_again_after_the_start()
    {
        using var client = fixture.As(CallerRole.Member);
        using var response = await client.PostAsJsonAsync("/v2/probe/count", new CountInput(2, "errors", "stop"), PlatformJson.Options);
        var id = await response.Content.ReadFromJsonAsync<Guid>();
        await fixture.Services.GetRequiredService<Workbench>().At("stop").Task.WaitAsync(Eventually.Patience);
        await fixture.Platform.RestartAsync(async () =>
            Assert.Equal("queued", await fixture.Platform.ScalarAsync<string>("probe", "SELECT status FROM jobs WHERE id = $1", id)));
        fixture.Services.GetRequiredService<Workbench>().Gate("stop").TrySetResult();
        var job = await EndOf(id);
        Assert.Equal((JobStatus.DoneWithErrors, 1, 1), (job.Status, job.ErrorCount, job.Errors.Count));
    }

    [Fact]
    public async Task A_job_of_a_killed_process_runs_again_at_once_although_its_lease_has_not_run_out()
    {
        // A process that was and is no more, on this machine.
        using var gone = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        var start = (await File.ReadAllTextAsync($"/proc/{gone.Id}/stat")).Split(')')[^1].TrimStart().Split(' ')[19];
        var alive = $"{Environment.MachineName}|{gone.Id}|{start}|x";
        Assert.False(LeaseOwner.Current().IsKnownDead(alive));
        gone.Kill();
        await gone.WaitForExitAsync();
        Assert.True(LeaseOwner.Current().IsKnownDead(alive));
        Assert.False(LeaseOwner.Current().IsKnownDead($"another-machine|{gone.Id}|{start}|x"));

        var id = Guid.CreateVersion7();
        await fixture.Platform.RestartAsync(() => fixture.Platform.ExecuteAsync("probe",
            """
            INSERT INTO jobs (id, org_id, kind, title, input, created_by, status, attempts, done, error_count, lease_owner, lease_until)
            VALUES ($1, $2, 'count', 'Count', '{"to":3,"stop":"errors"}', 'test', 'running', 1, 2, 1, $3, now() + interval '1 hour')
            """, id, fixture.Org, alive));
        var job = await EndOf(id);
        Assert.Equal((JobStatus.DoneWithErrors, 2, 3L, 1), (job.Status, job.Attempts, job.Done, job.ErrorCount));
    }

    private Task<JobView> EndOf(Guid id) => Eventually.Returns(async () =>
    {
        using var client = fixture.As(CallerRole.Viewer);
        return await client.GetFromJsonAsync<JobView>($"/v2/probe/jobs/{id}", PlatformJson.Options) is { FinishedAt: not null } job ? job : null;
    }, $"job {id} ends");
}
