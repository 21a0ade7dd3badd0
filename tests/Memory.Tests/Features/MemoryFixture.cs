using System.Net.Http.Json;
using Contracts;
using Contracts.Jobs;
using Contracts.Memory;
using Harness;
using Memory.Domain.Traces;
using Memory.Tests.Domain;
using ServiceDefaults.Hosting;
using Substrate.Json;
using Substrate.Policies;

namespace Memory.Tests.Features;

/// <summary>The memory service on a database of its own, beside a recorder that holds the runs a test gives it.</summary>
public class MemoryFixture : PlatformFixture, IAsyncLifetime
{
    protected override IReadOnlyList<IServiceModule> Modules { get; } = [new MemoryModule()];

    internal RecorderStandIn Recorder { get; } = new();

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["services:recorder:http:0"] = Recorder.Address };

    internal HttpClient Admin => As(CallerRole.Admin);

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await Recorder.DisposeAsync();
    }

    /// <summary>A run that meets a dead end and finds the way.</summary>
    internal RunTrace DeadEnd(string repo) => Recorder.Holds(new Recording().Says("Fix the greeting").Runs("./run-tests.sh", "error: missing generated file build/table.txt\n", 1)
        .Runs("./build.sh --gen && ./run-tests.sh", "generated\nall 3 checks passed\n").Run(repo: repo));

    internal async Task<JobView> Distil(RunTrace run)
    {
        using var answer = await Admin.PostAsync(new Uri($"/v2/memory/distill/run/{run.RunId}", UriKind.Relative), null);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        var job = (await answer.Content.ReadFromJsonAsync<DistillAccepted>(PlatformJson.Options))!.JobId;
        return await Eventually.Returns(async () => await Get<JobView>($"/v2/memory/jobs/{job}") is { Status: JobStatus.Done or JobStatus.DoneWithErrors or JobStatus.Failed } done ? done : null, "the job ends");
    }

    /// <summary>Hands over a message and waits until its handler has committed. What memory itself says waits for the recorder, which is not here.</summary>
    internal async Task<Guid> Deliver<TMessage>(TMessage message, Guid? messageId = null) where TMessage : class
    {
        var id = await Platform.DeliverAsync("memory", message, messageId: messageId);
        await Eventually.Holds(() => Platform.ScalarAsync<bool>("memory", "SELECT done_at IS NOT NULL FROM outbox WHERE id = $1", id), "the message is handled");
        return id;
    }

    internal async Task<T> Get<T>(string path) => (await Admin.GetFromJsonAsync<T>(new Uri(path, UriKind.Relative), PlatformJson.Options))!;

    internal async Task<MemoryView> Warning(string repo) => Assert.Single((await Get<Page<MemoryView>>($"/v2/memory?type=warning&repo={repo}")).Items);

    internal async Task<MemoryView> Say(Guid id, FeedbackVerdict verdict, string? note = null, CallerRole role = CallerRole.Admin)
    {
        using var answer = await As(role).PutAsJsonAsync(new Uri($"/v2/memory/{id}/feedback", UriKind.Relative), new FeedbackRequest(verdict, note), PlatformJson.Options);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<MemoryView>(PlatformJson.Options))!;
    }

    internal async Task<HttpResponseMessage> Post(string path, object body, CallerRole role = CallerRole.Admin) =>
        await As(role).PostAsJsonAsync(new Uri(path, UriKind.Relative), body, PlatformJson.Options);

    internal async Task<T> Post<T>(string path, object body)
    {
        using var answer = await Post(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>(PlatformJson.Options))!;
    }
}
