using System.Net.Http.Json;
using Harness;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Jobs;
using ServiceDefaults.Tenancy;
using ServiceDefaults.Tests.Storage;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace ServiceDefaults.Tests.Jobs;

public sealed class JobTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    private Workbench Workbench => fixture.Services.GetRequiredService<Workbench>();

    [Fact]
    public async Task A_job_runs_to_its_end_with_progress_and_result()
    {
        var job = await EndOf(await StartAsync(new CountInput(1000)));
        Assert.Equal((JobStatus.Done, 1000L, 1000L, "numbers", 1), (job.Status, job.Done, job.Total, job.Unit, job.Attempts));
        Assert.Equal(1000, job.Result!.Value.GetProperty("counted").GetInt32());
        Assert.NotNull(job.StartedAt);
        Assert.NotNull(job.FinishedAt);
        Assert.Equal("test:Member", job.CreatedBy);
    }

    [Theory]
    [InlineData("errors", JobStatus.DoneWithErrors, null)]
    [InlineData("fail", JobStatus.Failed, "There is nothing to count.")]
    [InlineData("break", JobStatus.Failed, "The work stopped on an unexpected error (InvalidOperationException): bug")]
    public async Task A_job_that_meets_trouble_says_so(string stop, JobStatus status, string? error)
    {
        var job = await EndOf(await StartAsync(new CountInput(3, stop)));
        Assert.Equal((status, error), (job.Status, job.Error));
        if (stop == "errors") Assert.Equal((new JobErrorView("seven.txt", 7, "not a number"), 1), (Assert.Single(job.Errors), job.ErrorCount));
    }

    [Fact]
    public async Task A_running_job_stops_when_it_is_cancelled_and_an_ended_one_refuses()
    {
        var id = await StartAsync(new CountInput(3, Gate: "cancel"));
        await Workbench.At("cancel").Task.WaitAsync(Eventually.Patience);
        Assert.Equal(200, await CancelAsync(id));
        Assert.Equal(JobStatus.Cancelled, (await EndOf(id)).Status);
        Assert.Equal(409, await CancelAsync(id));
        Assert.Equal(404, await CancelAsync(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task A_queued_job_that_is_cancelled_never_runs()
    {
        var busy = new[] { await StartAsync(new CountInput(2, Gate: "busy a")), await StartAsync(new CountInput(2, Gate: "busy b")) };
        await Workbench.At("busy a").Task.WaitAsync(Eventually.Patience);
        await Workbench.At("busy b").Task.WaitAsync(Eventually.Patience);
        var waiting = await StartAsync(new CountInput(1));
        Assert.Equal(JobStatus.Queued, (await GetAsync(waiting)).Status);
        Assert.Equal(200, await CancelAsync(waiting));
        Workbench.Gate("busy a").SetResult();
        Workbench.Gate("busy b").SetResult();
        foreach (var id in busy) Assert.Equal(JobStatus.Done, (await EndOf(id)).Status);
        Assert.Equal((JobStatus.Cancelled, 0), ((await GetAsync(waiting)).Status, (await GetAsync(waiting)).Attempts));
        Assert.DoesNotContain(Workbench.Attempts, attempt => attempt.Job == waiting);
    }

    [Fact]
    public async Task A_job_taken_over_by_another_process_is_stopped_here_and_cannot_write_any_more()
    {
        var id = await StartAsync(new CountInput(3, Gate: "lost"));
        await Workbench.At("lost").Task.WaitAsync(Eventually.Patience);
        await fixture.Platform.ExecuteAsync("probe", "UPDATE jobs SET lease_owner = 'elsewhere|1|1|x', lease_until = now() + interval '1 hour', done = 77 WHERE id = $1", id);
        await fixture.Services.GetRequiredService<JobStore<ProbeDb>>().WriteProgressAsync(id, fixture.Org, 1, 3, null);
        Assert.Equal(77, (await GetAsync(id)).Done);

        // The other process dies; this one has noticed by then and may take it up again.
        await Eventually.Holds(async () =>
        {
            await fixture.Platform.ExecuteAsync("probe", "SELECT pg_notify('ctx_jobs', '')");
            await fixture.Platform.ExecuteAsync("probe", "UPDATE jobs SET lease_until = now() - interval '1 second' WHERE id = $1 AND lease_owner LIKE 'elsewhere%'", id);
            return (await GetAsync(id)).Attempts == 2;
        }, "it was taken up again");
        Workbench.Gate("lost").TrySetResult();
        Assert.Equal((JobStatus.Done, 3L), ((await EndOf(id)).Status, (await GetAsync(id)).Done));
    }

    [Fact]
    public async Task A_job_that_keeps_killing_its_process_is_given_up()
    {
        var id = Guid.CreateVersion7();
        await fixture.Platform.ExecuteAsync("probe",
            """
            INSERT INTO jobs (id, org_id, kind, title, input, created_by, status, attempts, lease_owner, lease_until)
            VALUES ($1, $2, 'count', 'Count', '{"to":1}', 'test', 'running', 5, 'elsewhere|1|1|x', now() - interval '1 second')
            """, id, fixture.Org);
        var job = await EndOf(id);
        Assert.Equal((JobStatus.Failed, "The work was interrupted 5 times and was given up."), (job.Status, job.Error));
    }

    [Fact]
    public async Task The_stream_of_a_job_ends_with_its_end()
    {
        var id = await StartAsync(new CountInput(2, Gate: "stream"));
        using var client = fixture.As(CallerRole.Viewer);
        using var response = await client.GetAsync(new Uri($"/v2/probe/jobs/{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await Workbench.At("stream").Task.WaitAsync(Eventually.Patience);
        Workbench.Gate("stream").SetResult();
        var text = await response.Content.ReadAsStringAsync().WaitAsync(Eventually.Patience);
        var last = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Last(part => part.StartsWith("event: job\n", StringComparison.Ordinal));
        var job = System.Text.Json.JsonSerializer.Deserialize<JobView>(last.Split("data: ")[1], PlatformJson.Options)!;
        Assert.Equal((id, JobStatus.Done), (job.Id, job.Status));
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_page_by_page_and_only_to_their_organisation()
    {
        var org = Guid.CreateVersion7();
        var ids = new List<Guid>();
        for (var n = 0; n < 5; n++) ids.Add(await StartAsync(new CountInput(1, n == 0 ? "fail" : null), org));
        foreach (var id in ids) await EndOf(id, org);
        using var client = fixture.As(CallerRole.Viewer, org);
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = (await client.GetFromJsonAsync<JobPage>($"/v2/probe/jobs?limit=2&cursor={cursor}", PlatformJson.Options))!;
            seen.AddRange(page.Items.Select(job => job.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Reverse(ids), seen);
        var failed = (await client.GetFromJsonAsync<JobPage>("/v2/probe/jobs?status=failed&kind=count", PlatformJson.Options))!;
        Assert.Equal(ids[0], Assert.Single(failed.Items).Id);
        using var stranger = fixture.As(CallerRole.Owner, Guid.CreateVersion7());
        Assert.Empty((await stranger.GetFromJsonAsync<JobPage>("/v2/probe/jobs", PlatformJson.Options))!.Items);
        using var refused = await stranger.GetAsync(new Uri($"/v2/probe/jobs/{ids[0]}", UriKind.Relative));
        Assert.Equal(404, (int)refused.StatusCode);
    }

    [Fact]
    public async Task The_same_id_twice_is_one_job_and_an_unknown_kind_is_refused()
    {
        var queue = fixture.Services.GetRequiredService<JobQueue<ProbeDb>>();
        await using var connection = await fixture.Services.GetRequiredService<Database<ProbeDb>>().OpenAsync(fixture.Org, default);
        var id = Guid.CreateVersion7();
        for (var n = 0; n < 2; n++) await queue.EnqueueAsync(connection, null, fixture.Org, "count", "Count", new CountInput(1), "test", default, id);
        await EndOf(id);
        Assert.Single(Workbench.Attempts, attempt => attempt.Job == id);
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.EnqueueAsync(connection, null, fixture.Org, "nap", "Nap", new CountInput(1), "test", default));
    }

    private async Task<Guid> StartAsync(CountInput input, Guid? org = null)
    {
        using var client = fixture.As(CallerRole.Member, org);
        using var response = await client.PostAsJsonAsync("/v2/probe/count", input, PlatformJson.Options);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Guid>();
    }

    private async Task<JobView> GetAsync(Guid id, Guid? org = null)
    {
        using var client = fixture.As(CallerRole.Viewer, org);
        return (await client.GetFromJsonAsync<JobView>($"/v2/probe/jobs/{id}", PlatformJson.Options))!;
    }

    private Task<JobView> EndOf(Guid id, Guid? org = null) =>
        Eventually.Returns(async () => await GetAsync(id, org) is { FinishedAt: not null } job ? job : null, $"job {id} ends");

    private async Task<int> CancelAsync(Guid id)
    {
        using var client = fixture.As(CallerRole.Member);
        using var response = await client.PostAsync(new Uri($"/v2/probe/jobs/{id}/cancel", UriKind.Relative), null);
        return (int)response.StatusCode;
    }
}
