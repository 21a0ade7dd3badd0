using System.Globalization;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;
using Substrate.Tokens;
using Substrate.Trace;

namespace Bench;

/// <summary>
/// How much of what a coding agent used next the compiler still holds, when the window before a step is compiled to a part of its tokens: recorded runs, their
/// windows rebuilt as the platform does. <see cref="UsedNext"/> defines use, <see cref="WindowPeers"/> the two ways it is compared with; counter and budget
/// are the same for all three.
/// </summary>
internal static class RunsBench
{
    private const int FirstStep = 8;
    private const int EachStep = 5;
    private const int LeastTokens = 6_000;
    private static readonly int[] Percents = [25, 50];
    private static readonly Guid RunId = Guid.Parse("00000000-0000-7000-8000-000000000001");

    private sealed record Window(RecordedRun Run, int Seq, RunWindow Original, IReadOnlyList<ContextItem> Masked, int Tokens, UsedNext.Uses Uses);

    private sealed record Held(int All, int Old, bool Prompt, int Tokens);

    /// <summary>Of one window at one budget.</summary>
    private sealed record Result(Window Window, int Percent, Held Ours, Held Newest, Held Masked);

    public static async Task Run(Arguments arguments, Figures figures)
    {
        var (runs, skipped) = RecordedRun.Read(arguments.Runs!);
        var windows = runs.SelectMany(Windows).ToList();
        if (windows.Count == 0)
        {
            throw new BenchException($"No window in {arguments.Runs} is long enough to be compiled to a quarter.");
        }

        figures.Note(string.Create(CultureInfo.InvariantCulture, $"{runs.Count} runs ({skipped} files skipped), {windows.Count:N0} windows of {windows.Select(w => w.Run.Repo).Distinct().Count()} repositories, {windows.Sum(w => w.Uses.All.Count):N0} uses, {windows.Sum(w => w.Uses.Old.Count):N0} of them old. Tokens by o200k_base."));
        figures.Note($"Windows: before every {EachStep}th agent step from the {FirstStep}th on that at least {UsedNext.Actions} acting ones follow, of {LeastTokens:N0} tokens or more, where the prompt takes at most two thirds of a quarter and something of the window is used.");
        figures.Note(UsedNext.Definition);
        figures.Note("Newest: prompt and newest messages, whole while they fit, of the next its last lines. Masked: prompt and all messages, oldest tool outputs replaced by a placeholder until it fits, then oldest messages dropped.");
        await using var dump = Dump.Open(arguments.Dump, "runs-packing.jsonl");
        var results = new List<Result>();
        foreach (var window in windows)
        {
            foreach (var percent in Percents)
            {
                var budget = window.Tokens * percent / 100;
                var ours = Compile(window, budget);
                results.Add(new(
                    window, percent, Count(window, ours), Count(window, WindowPeers.Newest(window.Original.Items, budget)),
                    Count(window, WindowPeers.Masked(window.Original.Items, window.Masked, budget))));
                await dump.Write(new { Run = window.Run.Name, window.Seq, Percent = percent, Budget = budget, Tokens = results[^1].Ours.Tokens, window.Uses.All, window.Uses.Old, Rendered = ours });
            }
        }

        foreach (var percent in Percents)
        {
            Rows($"{percent}", [.. results.Where(r => r.Percent == percent)], figures);
        }
        foreach (var percent in Percents)
        {
            foreach (var repo in results.Where(r => r.Percent == percent).GroupBy(r => r.Window.Run.Repo).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                Rows($"{percent}/{repo.Key}", [.. repo], figures);
            }
        }
        var over = results.Count(r => r.Ours.Tokens > r.Window.Tokens * r.Percent / 100);
        figures.Note(string.Create(CultureInfo.InvariantCulture, $"Over the budget: {over} of {results.Count} compiled windows. The prompt stands whole in {results.Count(r => r.Ours.Prompt)} of them."));
    }

    private static void Rows(string at, IReadOnlyList<Result> of, Figures figures)
    {
        Row($"used@{at}", r => r.Window.Uses.All.Count, h => h.All, of, figures);
        Row($"used_old@{at}", r => r.Window.Uses.Old.Count, h => h.Old, of, figures);
    }

    private static void Row(string id, Func<Result, int> uses, Func<Held, int> held, IReadOnlyList<Result> of, Figures figures)
    {
        var total = of.Sum(uses);
        if (total == 0)
        {
            return;
        }

        double Share(Func<Result, Held> by) => 100.0 * of.Sum(r => held(by(r))) / total;
        var (newest, masked) = (Share(r => r.Newest), Share(r => r.Masked));
        figures.Add(
            id, Share(r => r.Ours), "percent", newest >= masked ? new("newest", newest) : new("masked", masked),
            string.Create(CultureInfo.InvariantCulture, $"newest {newest:0.0}, masked {masked:0.0}; {of.Count(r => uses(r) > 0)} windows, {total:N0} uses"));
    }

    private static IEnumerable<Window> Windows(RecordedRun run)
    {
        var acting = run.Steps.Where(s => s.Kind == StepKind.Llm).ToList();
        for (var n = FirstStep - 1; n < acting.Count - UsedNext.Actions; n += EachStep)
        {
            var seq = acting[n].Seq;
            var original = RunWindow.Before(seq, RunId, run.Task, Scope.Everywhere, run.Steps);
            var tokens = original.Items.Sum(i => O200kBase.Shared.Count(i.Text));
            var prompt = original.Items.Where(UsedNext.IsPrompt).Sum(i => O200kBase.Shared.Count(i.Text));
            if (tokens < LeastTokens || prompt * 3 > tokens / 4 * 2)
            {
                continue;
            }

            var masked = RunWindow.Before(seq, RunId, run.Task, Scope.Everywhere, run.Steps.Select(s => s.Result is null ? s : s with { Result = WindowPeers.Placeholder })).Items;
            var uses = UsedNext.Of(run, seq, original.Items);
            if (uses.All.Count > 0)
            {
                yield return new(run, seq, original, masked, tokens, uses);
            }
        }
    }

    private static Held Count(Window window, string text) => new(
        window.Uses.All.Count(u => text.Contains(u, StringComparison.Ordinal)), window.Uses.Old.Count(u => text.Contains(u, StringComparison.Ordinal)),
        window.Original.Items.Where(UsedNext.IsPrompt).SelectMany(i => i.Text.Split((char)10)).All(l => text.Contains(l.Trim(), StringComparison.Ordinal)), O200kBase.Shared.Count(text));

    private static string Compile(Window window, int budget)
    {
        var items = window.Original.Items;
        var subjects = items.Select(i => new PolicySubject(i.Id, SubjectKind.Data, i.Sensitivity, i.Scope, i.Trust, i.Kind, null)).ToList();
        var envelope = BuiltInEnvelopes.Default;
        var decisions = PolicyEvaluator.Evaluate(envelope, CallerRole.Owner, Scope.Everywhere, subjects, []).ToDictionary(d => d.SubjectId, StringComparer.Ordinal);
        var now = items.Max(i => i.At) ?? DateTimeOffset.UnixEpoch;
        return Compiler.Compile(
            new(window.Original.Focus, Scope.Everywhere, budget, items, decisions, CompileProfile.Default, [envelope.Reference], [], new(MemoryAvailability.Disabled, null, new Dictionary<string, int>()), "bench", now),
            O200kBase.Shared).Markdown;
    }
}
