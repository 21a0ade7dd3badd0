using System.Diagnostics;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;
using Substrate.Tokens;

namespace Bench;

/// <summary>What one compile costs in time and memory by the number of its candidates, in process, policy included.</summary>
internal static class CompileGrowth
{
    private const int Budget = 8_000;
    private const int LinesOfAnItem = 4;

    /// <param name="items">So many candidates.</param>
    public static void Measure(Figures figures, IReadOnlyList<string> tasks, Func<int, IReadOnlyList<ContextItem>> items, DateTimeOffset now, string what)
    {
        foreach (var size in new[] { 200, 2_000, 20_000 })
        {
            var candidates = items(size);
            // So many that the runtime has compiled what is hot for good.
            var (warm, rounds) = size > 2_000 ? (5, 20) : (200, 200);
            var times = new List<double>(rounds);
            long allocated = 0;
            for (var i = -warm; i < rounds; i++)
            {
                var before = GC.GetTotalAllocatedBytes();
                var start = Stopwatch.GetTimestamp();
                Compile(tasks[(i + warm) % tasks.Count], candidates, CompileProfile.Default, Budget, now);
                if (i < 0) continue;
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                allocated += GC.GetTotalAllocatedBytes() - before;
            }
            figures.Add($"compile.items_ms@{size}", new Latencies(times).P50, "ms", null, size == 200 ? $"one compile of so many {what}, policy included, budget {Budget:N0}; median, then p95" : null);
            figures.Add($"compile.items_p95_ms@{size}", new Latencies(times).P95, "ms");
            figures.Add($"compile.items_allocated_mb@{size}", allocated / 1e6 / rounds, "MB");
        }
    }

    public static CompileOutput Compile(string task, IReadOnlyList<ContextItem> items, CompileProfile profile, int budget, DateTimeOffset now, Scope? scope = null)
    {
        scope ??= Scope.Everywhere;
        var subjects = items.Select(i => new PolicySubject(i.Id, SubjectKind.Data, i.Sensitivity, i.Scope, i.Trust, i.Kind, i.Memory?.Type)).ToList();
        var envelope = BuiltInEnvelopes.Default;
        var decisions = PolicyEvaluator.Evaluate(envelope, CallerRole.Owner, scope, subjects, []).ToDictionary(d => d.SubjectId, StringComparer.Ordinal);
        return Compiler.Compile(
            new(task, scope, budget, items, decisions, profile, [envelope.Reference], [], new(MemoryAvailability.Used, null, new Dictionary<string, int>()), "bench", now),
            O200kBase.Shared);
    }

    /// <summary>Pieces of this repository's own files: of ten, six documents, two messages, a memory and a tool result. What comes again has another first line.</summary>
    public static IReadOnlyList<ContextItem> OwnFiles(int size, DateTimeOffset now)
    {
        var pieces = new[] { "services", "tests", "docs" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories))
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadLines(file).Where(line => line.Trim().Length > 3).Chunk(LinesOfAnItem).Select(lines => (File: Path.GetRelativePath(Repository.Root, file), Text: string.Join('\n', lines))))
            .Take(size).ToList();
        return [.. Enumerable.Range(0, size).Select(i => Item(i, pieces[i % pieces.Count].File, i < pieces.Count ? pieces[i].Text : $"{i}\n{pieces[i % pieces.Count].Text}", now))];
    }

    private static ContextItem Item(int at, string file, string text, DateTimeOffset now)
    {
        var item = new ContextItem($"{at:00000}", ItemKind.Document, text, new ItemSource(file), At: now.AddMinutes(-at));
        return (at % 10) switch
        {
            < 6 => item,
            < 8 => item with { Kind = ItemKind.Message, Source = new("chat:1"), Text = $"Kim: {text.ReplaceLineEndings(" ")}" },
            8 => item with { Kind = ItemKind.Memory, RetrievalScore = 0.5, Memory = new("procedure", MemoryStatus.Active, null, 0.8, true) },
            _ => item with { Kind = ItemKind.ToolResult },
        };
    }
}
