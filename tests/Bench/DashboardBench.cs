using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Contracts.Recorder;
using Microsoft.Playwright;
using Substrate.Json;
using Substrate.Trace;

namespace Bench;

/// <summary>How soon a run of any length can be read in a browser, and whether it scrolls without stutter.</summary>
internal static class DashboardBench
{
    private const int Long = 30_000;
    private const int Short = 300;
    private const int Opens = 7;
    private const int BatchSize = 500;

    // Drawn rows, not their placeholders; noted by the page itself, so that no polling of ours is in the figure.
    private const string WatchForRows = """
        new MutationObserver((_, watch) => {
          if (!document.querySelector('.timeline-row:not([data-waiting])')) return;
          window.rowsAt = performance.now();
          watch.disconnect();
        }).observe(document, { childList: true, subtree: true });
        """;

    private const string ScrollThrough = """
        async () => {
          const list = document.querySelector('.timeline');
          const frames = [];
          let before = performance.now();
          const until = before + 3000;
          while (before < until) {
            list.scrollTop += 64;
            const now = await new Promise(requestAnimationFrame);
            frames.push(now - before);
            before = now;
          }
          return frames.slice(1);
        }
        """;

    public static async Task Run(Arguments arguments, Figures figures)
    {
        await using var platform = await Platform.Start(arguments);
        var runs = new GeneratedRuns(new Corpus());
        var (few, many) = (await Record(platform, runs, 1, Short), await Record(platform, runs, 2, Long));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CTX_CHROMIUM") ?? "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        });
        await using var context = await browser.NewContextAsync(new() { BaseURL = platform.Url, ViewportSize = new() { Width = 1440, Height = 900 } });
        await context.AddInitScriptAsync(WatchForRows);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/runs");
        await page.GetByLabel("API key").FillAsync(platform.Http.DefaultRequestHeaders.GetValues("X-Api-Key").Single());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Runs", Level = 1 })).ToBeVisibleAsync();

        var (opensFew, opensMany) = (await Open(page, few), await Open(page, many));
        figures.Add($"dashboard.run_open_ms[{Long}]", opensMany.P50, "ms", new($"a run of {Short} steps", opensFew.P50), $"address entered to the first steps drawn, median of {Opens}");
        figures.Add($"dashboard.run_open_p95_ms[{Long}]", opensMany.P95, "ms", new($"a run of {Short} steps", opensFew.P95));
        await Scroll(page, few, many, figures);
        await PlaygroundBench.Run(page, new Corpus(), figures);
    }

    private static async Task<Latencies> Open(IPage page, Guid run)
    {
        var times = new List<double>();
        for (var i = 0; i <= Opens; i++)
        {
            await page.GotoAsync($"/runs/{run}");
            await page.WaitForFunctionAsync("() => window.rowsAt !== undefined");
            times.Add(await page.EvaluateAsync<double>("window.rowsAt"));
        }

        // The first one also fills the browser's cache with the dashboard's own files.
        return new Latencies(times.Skip(1));
    }

    private static async Task Scroll(IPage page, Guid few, Guid many, Figures figures)
    {
        await page.GotoAsync($"/runs/{few}");
        await Assertions.Expect(page.Locator(".timeline-row:not([data-waiting])").First).ToBeVisibleAsync();
        var peer = new Latencies(await page.EvaluateAsync<double[]>(ScrollThrough));
        await page.GotoAsync($"/runs/{many}");
        await Assertions.Expect(page.Locator(".timeline-row:not([data-waiting])").First).ToBeVisibleAsync();
        var requests = 0;
        page.Request += (_, request) => requests += request.Url.Contains("/steps?", StringComparison.Ordinal) ? 1 : 0;
        var frames = await page.EvaluateAsync<double[]>(ScrollThrough);
        var sample = new Latencies(frames);
        figures.Add($"dashboard.scroll_frame_p95_ms[{Long}]", sample.P95, "ms", new($"a run of {Short} steps", peer.P95), "two rows a frame for three seconds; 16.7 ms is every frame of a 60 Hz screen");
        figures.Add($"dashboard.scroll_frames_over_34_ms_percent[{Long}]", 100.0 * frames.Count(f => f > 34) / frames.Length, "%");

        requests = 0;
        var watch = Stopwatch.StartNew();
        await page.EvaluateAsync("""
            async () => {
              const list = document.querySelector('.timeline');
              for (let i = 1; i <= 120; i++) { list.scrollTop = list.scrollHeight * i / 120; await new Promise(requestAnimationFrame); }
            }
            """);
        await Assertions.Expect(page.GetByRole(AriaRole.Option).Filter(new() { HasText = (Long - 1).ToString(CultureInfo.InvariantCulture) }).First).ToBeVisibleAsync();
        figures.Add($"dashboard.drag_to_end_ms[{Long}]", watch.Elapsed.TotalMilliseconds, "ms", null, $"the scroll bar dragged from one end to the other in 120 frames, until the last steps are drawn; {requests} requests for steps");
    }

    private static async Task<Guid> Record(Platform platform, GeneratedRuns runs, int number, int steps)
    {
        using var begun = await platform.Http.PostAsJsonAsync("/v2/runs", runs.Header(number), PlatformJson.Options);
        begun.EnsureSuccessStatusCode();
        var run = (await begun.Content.ReadFromJsonAsync<RunView>(PlatformJson.Options))!;
        foreach (var batch in runs.Steps(number, steps).Chunk(BatchSize))
        {
            using var appended = await platform.Http.PostAsJsonAsync($"/v2/runs/{run.Id}/steps", new AppendSteps(batch), PlatformJson.Options);
            appended.EnsureSuccessStatusCode();
        }

        using var completed = await platform.Http.PostAsJsonAsync($"/v2/runs/{run.Id}/complete", new CompleteRun(new Outcome(OutcomeStatus.Succeeded)), PlatformJson.Options);
        completed.EnsureSuccessStatusCode();
        return run.Id;
    }
}
