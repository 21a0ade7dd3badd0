using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Contracts.Context;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Scoping;
using Substrate.Tokens;

namespace Bench;

internal static class CompileBench
{
    private const int Budget = 8_000;

    public static async Task Run(Arguments arguments, Figures figures)
    {
        await TokenBench.Run(arguments, figures);
        var now = DateTimeOffset.UtcNow;
        CompileGrowth.Measure(
            figures, ["fix the parser of profile fields", "why was this item left out of the window", "how are tokens counted", "add a score part for messages"],
            size => CompileGrowth.OwnFiles(size, now), now, "pieces of this repository's files");
        await using var platform = await Platform.Start(arguments);
        await using var store = await MemoryStore.Open(platform, figures);
        var questions = store.Questions(arguments.Requests);
        var items = Items();
        figures.Note(string.Create(CultureInfo.InvariantCulture, $"Each compile: {items.Count} source files of this repository ({items.Sum(i => O200kBase.Shared.Count(i.Text)):N0} tokens), the best 20 memories of one repository, budget {Budget:N0}."));
        var loopback = await LoopbackPeer.Measure(platform, arguments.Requests);
        foreach (var size in arguments.Sizes)
        {
            await store.GrowTo(size);
            await using var dump = Dump.Open(arguments.Dump, $"compile-{size}.jsonl");
            var overHttp = new List<double>();
            var inService = new List<double>();
            var stages = new Dictionary<string, double>(StringComparer.Ordinal);
            CompileDetail? last = null;
            foreach (var (question, i) in questions.Take(50).Concat(questions).Select((q, i) => (q, i)))
            {
                var request = new CompileRequest(question.Task, new Scope(Repo: question.Repo), Budget, items, new MemoryOptions(true, 20));
                var start = Stopwatch.GetTimestamp();
                using var answer = await platform.Http.PostAsJsonAsync("/v2/context/compile", request, PlatformJson.Options);
                answer.EnsureSuccessStatusCode();
                var view = (await answer.Content.ReadFromJsonAsync<CompileView>(PlatformJson.Options))!;
                var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (view.Warning is not null)
                {
                    throw new BenchException($"A compile answered with a warning, so this would not be a measure of the whole: {view.Warning}");
                }
                if (i < 50)
                {
                    continue;
                }

                overHttp.Add(elapsed);
                foreach (var (stage, ms) in Timing(answer))
                {
                    stages[stage] = stages.GetValueOrDefault(stage) + ms / questions.Count;
                    if (stage == "total")
                    {
                        inService.Add(ms);
                    }
                }
                if (arguments.Dump is not null || i == questions.Count + 49)
                {
                    last = await platform.Http.GetFromJsonAsync<CompileDetail>($"/v2/context/compiles/{view.Id}", PlatformJson.Options);
                    await dump.Write(last);
                }
            }

            var at = $"@{Sizes.Label(size)}";
            figures.AddLatencies("", at, new(overHttp), loopback, $"end to end through the gateway; every decision and the receipt durable");
            if (inService.Count > 0)
            {
                figures.AddLatencies(
                    "inprocess_", at, new(inService), null,
                    $"inside the service, from the parsed request to the committed receipt; mean by stage: {string.Join(", ", stages.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {s.Value:0.00}")))} ms");
            }
            figures.AddLatencies("pure_", at, Pure(last!, items, arguments.Requests), null, "the compiler alone on the same candidates, no I/O");
        }
    }

    /// <summary>Twelve source files of this repository, 2 to 12 KB each: real text, about three times what the budget holds.</summary>
    private static List<ContextItem> Items()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "services"), "*.cs", SearchOption.AllDirectories)
            .Where(f => new FileInfo(f).Length is >= 2_000 and <= 12_000).Order(StringComparer.Ordinal).ToList();
        return
        [
            .. Enumerable.Range(0, 12).Select(i => files[i * files.Count / 12]).Select((file, i) => new ContextItem(
                Path.GetRelativePath(Repository.Root, file), ItemKind.File, File.ReadAllText(file), new ItemSource(Path.GetRelativePath(Repository.Root, file)), Weight: 0.9 - i * 0.05)),
        ];
    }

    private static IEnumerable<(string Stage, double Ms)> Timing(HttpResponseMessage answer)
    {
        foreach (var entry in answer.Headers.TryGetValues("Server-Timing", out var values) ? string.Join(',', values).Split(',') : [])
        {
            var parts = entry.Trim().Split(";dur=");
            if (parts.Length == 2)
            {
                yield return (parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture));
            }
        }
    }

    private static Latencies Pure(CompileDetail detail, IReadOnlyList<ContextItem> given, int repetitions)
    {
        var receipt = detail.Receipt;
        var recalled = receipt.Entries.Where(e => e.Kind == ItemKind.Memory && detail.ItemTexts.ContainsKey(e.ItemId)).Select(e => new ContextItem(
            e.ItemId, ItemKind.Memory, detail.ItemTexts[e.ItemId], new ItemSource(e.SourceUri), Trust: Trust.ToolInternal, RetrievalScore: e.Score,
            Memory: new("procedure", MemoryStatus.Active, null, 0.8, true)));
        IReadOnlyList<ContextItem> items = [.. given, .. recalled];
        var times = new List<double>(repetitions);
        for (var i = -50; i < repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            CompileGrowth.Compile(detail.Task, items, CompileProfile.Default, Budget, receipt.At, detail.Scope);
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return new(times);
    }
}
