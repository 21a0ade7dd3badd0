using Memory.Domain.Shell;
using Memory.Domain.Traces;
using Substrate.Scoping;

namespace Memory.Domain.Learning;

/// <summary>How this repository is set up, built, tested, checked and tried out: commands of known purpose that did their work, without what was only this task's.</summary>
internal static class ProcedureExtractor
{
    public static IEnumerable<Draft> Extract(RunReading reading)
    {
        var place = reading.Run.Place ?? "this repository";
        var worked = reading.Activities.Where(a => a.Invocation is { Judgement.Ok: true }).SelectMany(a => a.Invocation!.Learnable.Where(u => Trusted(a.Invocation, u)).Select(u => (a, In: a.Invocation!, Use: u))).ToList();
        foreach (var group in worked.Where(w => !w.Use.OneOff).GroupBy(w => (w.Use.Purpose, w.Use.Key)).OrderBy(g => g.First().In.Seq))
        {
            // The plainest form stands for the others; its evidence is its own.
            var best = group.OrderBy(w => w.Use.Pattern.Length + w.In.Chain.Length).ThenBy(w => w.In.Seq).First();
            var draft = group.Key.Purpose switch
            {
                Purpose.Test => Test(reading, place, [.. group]),
                Purpose.Install => best.Use.Packages.Count > 0 ? null : Simple("install:" + best.Use.Display.ToLowerInvariant(), "Development setup", $"Set up {place} for development with `{best.Use.Display}`.", 0.9),
                Purpose.Build => Simple("build:" + best.Use.Key, "Building", $"Build {place} with `{Chain(best)}`.", 0.9),
                Purpose.Lint => Simple("lint:" + best.Use.Key, "Linting", $"Check the code of {place} with `{best.Use.Pattern}`.", 0.85),
                Purpose.Format => Simple("format:" + best.Use.Key, "Formatting", $"Format the code of {place} with `{best.Use.Pattern}`.", 0.8),
                Purpose.TypeCheck => Simple("types:" + best.Use.Key, "Type checking", $"Type-check {place} with `{best.Use.Pattern}`.", 0.85),
                Purpose.Docs => Simple("docs:" + best.Use.Key, "Building the docs", $"Build the documentation of {place} with `{best.Use.Display}`.", 0.7),
                Purpose.Run => Run(place, [.. group]),
                _ => null,
            };
            if (draft is not null) { yield return group.Any(g => g.a.External) ? draft with { Trust = Trust.ToolExternal } : draft; }

            Draft Simple(string key, string subject, string text, double reuse) =>
                new(MemoryKind.Procedure, key, subject, text, Trust.ToolInternal, best.In.Judgement.Explicit ? 0.95 : 0.75, 0.8, reuse, group.Count(), Quote.Success(best.In, best.Use));
        }

        foreach (var draft in TestsOfFiles(reading, place, worked.Where(w => w.Use.Purpose == Purpose.Test).Select(w => (w.In, w.Use)).ToList())) { yield return draft; }
    }

    /// <summary>A call's verdict speaks for its main command; commands before it in the chain did run, or the chain would have stopped.</summary>
    private static bool Trusted(Invocation invocation, CommandUse use) => ReferenceEquals(use, invocation.Main) || invocation.Chain.Contains(use.Display, StringComparison.Ordinal);

    private static string Chain((Activity A, Invocation In, CommandUse Use) found) => found.In.Chain.Length is > 0 and < 120 ? found.In.Chain : found.Use.Display;

    private static Draft Test(RunReading reading, string place, IReadOnlyList<(Activity A, Invocation In, CommandUse Use)> uses)
    {
        var best = uses.OrderBy(u => u.Use.Pattern.Length).ThenBy(u => u.In.Seq).First();
        var target = uses.Where(u => u.Use.Pattern == best.Use.Pattern).SelectMany(u => u.Use.Targets.Select(t => (Name: t.Split("::")[0], u.In, u.Use)))
            .Where(t => reading.InRepository(t.Name) is not null && t.Name.Contains('/', StringComparison.Ordinal) && Path.HasExtension(t.Name))
            .GroupBy(t => t.Name).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.First()).FirstOrDefault();
        var explicitly = uses.Any(u => u.In.Judgement.Explicit);
        var shown = explicitly ? 1 : 0.7;
        // What the script needs before it is part of how tests are run.
        if (target.Name is null)
        {
            var chain = best.In.Chain.EndsWith(best.Use.Display, StringComparison.Ordinal) ? Chain(best) : best.Use.Display;
            var text = best.Use.Targets.Count == 0 && best.Use.Selection is null ? $"Run the tests of {place} with `{chain}`." : $"Run the tests of {place} with `{best.Use.Pattern}`, for example `{best.Use.Display}`.";
            return new Draft(MemoryKind.Procedure, "test:" + best.Use.Key, "Running tests", text, Trust.ToolInternal, shown, 0.85, 0.95, uses.Count, Quote.Success(best.In, best.Use));
        }

        return new Draft(MemoryKind.Procedure, "test:" + best.Use.Key, "Running tests", $"Run the tests of {place} with `{best.Use.Pattern}` and a path, for example `{best.Use.Pattern} {target.Name}`.",
            Trust.ToolInternal, shown, 0.95, 0.95, uses.Count, Quote.Success(target.In, target.Use));
    }

    private static Draft? Run(string place, IReadOnlyList<(Activity A, Invocation In, CommandUse Use)> uses)
    {
        // The project's own program, used more than once: how to try a change out by hand.
        var best = uses.Where(u => u.In.Judgement.Verdict == Verdict.Worked).OrderBy(u => u.Use.Display.Length).FirstOrDefault();
        return best.Use is null || uses.Count < 2 ? null : new Draft(MemoryKind.Procedure, "run:" + best.Use.Key, "Trying it out",
            $"Try a change of {place} by hand with `{best.Use.Display}`.", Trust.ToolInternal, best.In.Judgement.Explicit ? 0.9 : 0.7, 0.85, 0.7, uses.Count, Quote.Success(best.In, best.Use));
    }

    /// <summary>Which tests cover a source file: the names agree, and the run changed the one and ran the other.</summary>
    private static IEnumerable<Draft> TestsOfFiles(RunReading reading, string place, IReadOnlyList<(Invocation In, CommandUse Use)> tests)
    {
        var edited = reading.Activities.Select(a => a.EditPath).OfType<string>().Select(reading.InRepository).OfType<string>().Where(SourceFiles.IsSource).Distinct(StringComparer.Ordinal);
        foreach (var source in edited)
        {
            var stem = Path.GetFileNameWithoutExtension(source);
            if (stem.Length < 3 || SourceFiles.TooGeneral(stem)) { continue; }
            foreach (var (invocation, use) in tests)
            {
                var file = use.Targets.Select(t => t.Split("::")[0]).FirstOrDefault(t => SourceFiles.IsTestOf(t, stem) && reading.InRepository(t) is not null);
                var bySelection = file is null && use.Selection is { } s && SourceFiles.Selects(s, stem) && use.Targets is [var only, ..] && Path.HasExtension(only.Split("::")[0]) && reading.InRepository(only.Split("::")[0]) is not null;
                if (file is null && !bySelection) { continue; }
                var command = file is not null ? $"{use.Pattern} {file}" : $"{use.Pattern} {use.Targets[0].Split("::")[0]} -k {stem}";
                yield return new Draft(MemoryKind.Procedure, "tests-of:" + source, $"Tests of {source}", $"In {place}, `{source}` is covered by `{file ?? use.Targets[0].Split("::")[0]}`: run `{command}`.",
                    Trust.ToolInternal, invocation.Judgement.Explicit ? 0.95 : 0.75, 1, 0.65, 1, Quote.Success(invocation, use));
                break;
            }
        }
    }
}
