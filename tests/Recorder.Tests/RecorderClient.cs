using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts;
using Contracts.Jobs;
using Contracts.Recorder;
using Harness;
using Substrate.Json;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests;

/// <summary>The recorder's HTTP surface, as tests speak it.</summary>
internal sealed class RecorderClient(HttpClient http)
{
    public HttpClient Http => http;

    public static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    public static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    public static Step User(int seq, string text) => new(seq, StepKind.User, Output: Text(text));

    public static Step Llm(int seq, string text) => new(seq, StepKind.Llm, Output: Text(text), Model: "m", Tokens: new TokenUsage(10, 2), Cost: 0.25m);

    public static Step Tool(int seq, string command, string result, int exitCode = 0) => new(
        seq, StepKind.Tool, seq - 1, ToolCall: new ToolCall($"c{seq}", "bash", JsonSerializer.SerializeToElement(new { command }), Text(result), exitCode != 0, exitCode));

    public async Task<RunView> Begin(string task = "Fix the parser", string? repo = "acme/parser", string? project = "default", string agent = "tester") =>
        await Ok<RunView>(await http.PostAsJsonAsync("v2/runs", new RunHeader(task, new AgentRef(agent, "1"), project, repo), PlatformJson.Options));

    public Task<HttpResponseMessage> Append(Guid run, params Step[] steps) => http.PostAsJsonAsync($"v2/runs/{run}/steps", new AppendSteps(steps), PlatformJson.Options);

    public async Task<AppendStepsResult> Appended(Guid run, params Step[] steps) => await Ok<AppendStepsResult>(await Append(run, steps));

    public Task<HttpResponseMessage> Complete(Guid run, OutcomeStatus outcome = OutcomeStatus.Succeeded, int? stepCount = null) =>
        http.PostAsJsonAsync($"v2/runs/{run}/complete", new CompleteRun(new Outcome(outcome), null, stepCount), PlatformJson.Options);

    public async Task<RunView> Completed(Guid run, OutcomeStatus outcome = OutcomeStatus.Succeeded) => await Ok<RunView>(await Complete(run, outcome));

    public async Task<RunView> Get(Guid run) => await Ok<RunView>(await http.GetAsync($"v2/runs/{run}"));

    public async Task<Page<RunView>> List(string query = "") => await Ok<Page<RunView>>(await http.GetAsync($"v2/runs?{query}"));

    public async Task<List<RunView>> All(string query = "")
    {
        var all = new List<RunView>();
        for (string? cursor = null; ;)
        {
            var page = await List($"limit=200&{query}{(cursor is null ? string.Empty : $"&cursor={cursor}")}");
            all.AddRange(page.Items);
            if ((cursor = page.NextCursor) is null)
            {
                return all;
            }
        }
    }

    public async Task<List<StepView>> Steps(Guid run, int limit = 200)
    {
        var all = new List<StepView>();
        for (string? cursor = null; ;)
        {
            var page = await Ok<Page<StepView>>(await http.GetAsync($"v2/runs/{run}/steps?limit={limit}{(cursor is null ? string.Empty : $"&cursor={cursor}")}"));
            all.AddRange(page.Items);
            if ((cursor = page.NextCursor) is null)
            {
                return all;
            }
        }
    }

    public async Task<List<TranscriptStep>> Transcript(Guid run, int? maxChars = null)
    {
        var text = await http.GetStringAsync($"v2/runs/{run}/transcript{(maxChars is null ? string.Empty : $"?maxChars={maxChars}")}");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<TranscriptStep>(line, PlatformJson.Options)!)];
    }

    public async Task<VerifyResult> Verify(Guid run) => await Ok<VerifyResult>(await http.GetAsync($"v2/runs/{run}/verify"));

    public async Task<Page<AnnotationView>> Annotations(Guid run) => await Ok<Page<AnnotationView>>(await http.GetAsync($"v2/runs/{run}/annotations"));

    public Task<HttpResponseMessage> Upload(byte[] body, string name, string query = "") =>
        http.PostAsync($"v2/runs/import?name={Uri.EscapeDataString(name)}&{query}", new ByteArrayContent(body));

    /// <summary>Uploads and waits until the job has ended.</summary>
    public async Task<(JobView Job, ImportResult Result)> Import(byte[] body, string name, string query = "", TimeSpan? atMost = null)
    {
        using var response = await Upload(body, name, query);
        var accepted = await Ok<ImportAccepted>(response, HttpStatusCode.Accepted);
        return await Finished(accepted.JobId, atMost);
    }

    public async Task<(JobView Job, ImportResult Result)> Finished(Guid id, TimeSpan? atMost = null)
    {
        var job = await Eventually.Returns(
            async () => await Ok<JobView>(await http.GetAsync($"v2/recorder/jobs/{id}")) is { FinishedAt: not null } ended ? ended : null, "the import ends", atMost);
        Assert.True(job.Result is not null, $"The job ended {job.Status} without a result: {job.Error}");
        return (job, job.Result.Value.Deserialize<ImportResult>(PlatformJson.Options)!);
    }

    public static async Task<T> Ok<T>(HttpResponseMessage response, HttpStatusCode? exactly = null)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(exactly is null ? response.IsSuccessStatusCode : response.StatusCode == exactly, $"{response.StatusCode}: {body}");
        return JsonSerializer.Deserialize<T>(body, PlatformJson.Options)!;
    }

    /// <summary>The refusal's code and body, after checking that it is a problem with a title.</summary>
    public static async Task<(string Code, JsonElement Body)> Refused(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"Expected {status}, got {response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var body = Json(text);
        Assert.False(string.IsNullOrWhiteSpace(body.GetProperty("title").GetString()));
        return (body.GetProperty("code").GetString()!, body);
    }
}
