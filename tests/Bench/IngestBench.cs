using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Jobs;
using Contracts.Recorder;
using Substrate.Json;
using Substrate.Trace;

namespace Bench;

internal static class IngestBench
{
    private const int BatchSize = 500;
    private const int Senders = 4;

    public static async Task Run(Arguments arguments, Figures figures)
    {
        var copy = await Generated(arguments, figures);
        if ((arguments.Archive ?? DefaultArchive()) is { } archive)
        {
            // A platform of its own: what the others still learn from the runs before would be measured too.
            await using var platform = await Platform.Start(arguments);
            await ArchiveBench.Run(platform, archive, arguments.Steps ?? 200_000, figures, copy);
        }
    }

    private static async Task<Peer> Generated(Arguments arguments, Figures figures)
    {
        await using var platform = await Platform.Start(arguments);
        var (runs, steps) = (new GeneratedRuns(new Corpus()), arguments.Steps ?? 200_000);
        var copy = await CopyPeer.Measure(platform, runs, steps);
        figures.Add("ingest.copy_rows_per_s", copy.Value, "rows/s", null, copy.Name);
        await Import(platform, runs, steps, figures, copy);
        // What is learned from the imported runs is not to be in the way of those sent.
        await ArchiveBench.Quiet(platform, TimeSpan.FromMinutes(5));
        await OverApi(platform, runs, steps, figures, copy);
        return copy;
    }

    private static string? DefaultArchive() =>
        Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", "trajectories.tar.gz")) is var archive && File.Exists(archive) ? archive : null;

    private static async Task OverApi(Platform platform, GeneratedRuns runs, int steps, Figures figures, Peer copy)
    {
        // Made beforehand: what is measured is the platform, not the generator.
        var work = Enumerable.Range(0, GeneratedRuns.Count(steps))
            .Select(run => (Run: run, Steps: runs.Steps(run, Math.Min(GeneratedRuns.StepsPerRun, steps - run * GeneratedRuns.StepsPerRun)))).ToList();
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (item, cancel) =>
        {
            var created = await Post<RunView>(platform, "/v2/runs", runs.Header(item.Run), cancel);
            foreach (var batch in item.Steps.Chunk(BatchSize))
            {
                await Post<AppendStepsResult>(platform, $"/v2/runs/{created.Id}/steps", new AppendSteps(batch), cancel);
            }
            var complete = await Post<RunView>(platform, $"/v2/runs/{created.Id}/complete", new CompleteRun(Outcome.Unknown, StepCount: item.Steps.Count), cancel);
            if (complete.StepCount != item.Steps.Count)
            {
                throw new BenchException($"Run {created.Id} has {complete.StepCount} steps; {item.Steps.Count} were sent.");
            }
        });
        watch.Stop();
        figures.Add(
            "ingest.api_steps_per_s", steps / watch.Elapsed.TotalSeconds, "steps/s", copy,
            string.Create(CultureInfo.InvariantCulture, $"{steps:N0} steps in {work.Count} runs, {Senders} senders, batches of {BatchSize}, runs sealed; {watch.Elapsed.TotalSeconds:0.0} s"));
    }

    private static async Task Import(Platform platform, GeneratedRuns runs, int steps, Figures figures, Peer copy)
    {
        var archive = Path.Combine(Path.GetTempPath(), $"ctx-bench-{Guid.NewGuid():N}.tar.gz");
        try
        {
            var raw = runs.WriteArchive(archive, GeneratedRuns.Count(steps));
            await using var memory = MemoryWatch.Begin(platform);
            var watch = Stopwatch.StartNew();
            var job = await ImportFile(platform, archive);
            watch.Stop();
            var result = job.Result!.Value.Deserialize<ImportResult>(PlatformJson.Options)!;
            if (job.Status != JobStatus.Done || result.Imported != GeneratedRuns.Count(steps))
            {
                throw new BenchException($"The import ended {job.Status} with {result.Imported} runs of {GeneratedRuns.Count(steps)}; job {job.Id}.");
            }
            figures.Add(
                "ingest.steps_per_s", result.Steps / watch.Elapsed.TotalSeconds, "steps/s", copy,
                string.Create(CultureInfo.InvariantCulture, $"{result.Steps:N0} steps of {result.Imported} session files ({raw / 1048576.0:0} MiB) in one archive, from the first byte sent to the job's end; {watch.Elapsed.TotalSeconds:0.0} s"));
            await memory.Add(figures, "ingest.");
        }
        finally
        {
            File.Delete(archive);
        }
    }

    /// <summary>Uploads one archive and waits for its job to end.</summary>
    public static async Task<JobView> ImportFile(Platform platform, string archive)
    {
        await using var file = File.OpenRead(archive);
        using var body = new StreamContent(file);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/gzip");
        using var answer = await platform.Http.PostAsync($"/v2/runs/import?format=auto&name={Uri.EscapeDataString(Path.GetFileName(archive))}", body);
        await Expect(answer);
        var accepted = (await answer.Content.ReadFromJsonAsync<ImportAccepted>(PlatformJson.Options))!;
        while (true)
        {
            var job = (await platform.Http.GetFromJsonAsync<JobView>($"/v2/recorder/jobs/{accepted.JobId}", PlatformJson.Options))!;
            if (job.FinishedAt is not null)
            {
                return job;
            }
            await Task.Delay(50);
        }
    }

    private static async Task<T> Post<T>(Platform platform, string path, object body, CancellationToken cancel)
    {
        using var answer = await platform.Http.PostAsync(path, JsonContent.Create(body, body.GetType(), options: PlatformJson.Options), cancel);
        await Expect(answer);
        return (await answer.Content.ReadFromJsonAsync<T>(PlatformJson.Options, cancel))!;
    }

    private static async Task Expect(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new BenchException($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
