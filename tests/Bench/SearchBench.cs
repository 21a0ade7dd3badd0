using System.Diagnostics;
using System.Net.Http.Json;
using Contracts.Memory;
using Substrate.Json;

namespace Bench;

internal static class SearchBench
{
    public static async Task Run(Arguments arguments, Figures figures)
    {
        await using var platform = await Platform.Start(arguments);
        await using var store = await MemoryStore.Open(platform, figures);
        await using var peer = await TextSearchPeer.Create(platform);
        var questions = store.Questions(arguments.Requests);
        var loopback = await LoopbackPeer.Measure(platform, arguments.Requests);
        figures.Add("search.loopback_p95_ms", loopback.Value, "ms", null, loopback.Name);
        foreach (var size in arguments.Sizes)
        {
            await peer.Add(await store.GrowTo(size));
            await using var dump = Dump.Open(arguments.Dump, $"search-{size}.jsonl");
            var times = new List<double>();
            foreach (var (question, i) in questions.Take(50).Concat(questions).Select((q, i) => (q, i)))
            {
                var start = Stopwatch.GetTimestamp();
                var found = await platform.Http.GetFromJsonAsync<MemorySearchResult>(
                    $"/v2/memory/search?task={Uri.EscapeDataString(question.Task)}&repo={Uri.EscapeDataString(question.Repo)}&limit=20", PlatformJson.Options);
                if (i >= 50)
                {
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    await dump.Write(new { question.Task, question.Repo, ranked = found!.Items.Select(h => new { h.Id, h.Score, h.Text, h.Parts }), found.AsOf, found.Filtered });
                }
            }

            figures.AddLatencies("", $"@{Sizes.Label(size)}", new(times), await peer.Measure(questions), "end to end through the gateway: one task, best 20 of one repository's memories");
        }
    }
}

internal static class Sizes
{
    public static string Label(int size) => size % 1_000 == 0 ? $"{size / 1_000}k" : $"{size}";
}
