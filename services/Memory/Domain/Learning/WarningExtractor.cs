using System.Text.RegularExpressions;
using Memory.Domain.Shell;
using Memory.Domain.Traces;
using Substrate.Scoping;

namespace Memory.Domain.Learning;

/// <summary>
/// Dead ends: a command of the repository's own work (test, build, install, run …) that failed for a reason outside the code under change, and what worked instead.
/// Failing tests, failing greps and broken snippets of the agent are not dead ends. A failure that only an edit of the code ended is the ordinary work, too.
/// </summary>
internal static partial class WarningExtractor
{
    private const int Horizon = 60;

    public static IEnumerable<Draft> Extract(RunReading reading)
    {
        var place = reading.Run.Place ?? "this repository";
        var all = reading.Activities.ToList();
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Invocation is not { Judgement: { Verdict: Verdict.Failed, Essence: { } essence } judgement } failed || failed.Main is not { } main) { continue; }
            var rest = all.Skip(i + 1).Take(Horizon).ToList();
            var draft = judgement.Failure switch
            {
                FailureKind.MissingModule => MissingModule(reading, place, failed, main, judgement, rest),
                FailureKind.BrokenImport => BrokenImport(place, failed, judgement, rest, all.Take(i).Where(a => a.Invocation is not null).SelectMany(a => a.Invocation!.Learnable).Select(u => u.Display).ToHashSet()),
                FailureKind.None or FailureKind.SourceError => null,
                _ when !main.Learnable || main.OneOff || AboutItsTarget(main, essence) || main is { Purpose: Purpose.Install, Packages.Count: > 0 } => null,
                _ => OtherWay(reading, place, failed, main, judgement, rest),
            };
            if (draft is not null) { yield return all[i].External ? draft with { Trust = Trust.ToolExternal } : draft; }
        }
    }

    private static Draft? MissingModule(RunReading reading, string place, Invocation failed, CommandUse main, Judgement judgement, List<Activity> rest)
    {
        var module = judgement.Missing ?? "";
        var top = module.Split('.', '/')[0];
        if (top.Length < 2 || reading.Created.Contains(top + ".py") || reading.Created.Contains(top) || module.StartsWith('.') || module.Contains('.', StringComparison.Ordinal) && Modules.IsOwn(reading, top)) { return null; }
        var own = Modules.IsOwn(reading, top);
        Invocation? remedy = null;
        foreach (var later in rest.Select(a => a.Invocation).OfType<Invocation>())
        {
            var install = later.Learnable.FirstOrDefault(u => u.Purpose is Purpose.Install or Purpose.Build && !u.OneOff && (u.Packages.Count == 0 || u.Packages.Any(p => Modules.Provides(p, top))));
            if (install is not null && later.Judgement.Verdict is not (Verdict.Failed or Verdict.Infra) && (!own || install.Packages.Count == 0)) { remedy = later; }
            var comparable = later.Main is { } m && (m.Key == main.Key || m.Purpose == Purpose.Script && main.Purpose == Purpose.Script || m.Purpose == Purpose.Test || later.Main.Purpose == Purpose.Run);
            if (!comparable || later.Judgement.Verdict == Verdict.Infra) { continue; }
            if (later.Judgement.Failure == FailureKind.MissingModule && later.Judgement.Missing == module) { remedy = null; continue; }
            if (remedy is null && own && later.Main!.Key == main.Key && later.Judgement.Ok && later.Main.Pattern != main.Pattern && !later.Main.OneOff) { return Instead(place, failed, main, judgement, later); }
            if (remedy is null) { continue; }
            var use = remedy.Learnable.First(u => u.Purpose is Purpose.Install or Purpose.Build);
            var confirmed = later.Judgement.Verdict is Verdict.Worked or Verdict.Reported;
            IReadOnlyList<Evidence> evidence = [Quote.Command(failed, main), Quote.Result(failed, judgement), Quote.Command(remedy, use)];
            return own
                ? new Draft(MemoryKind.Procedure, "install:" + use.Display.ToLowerInvariant(), "Development setup",
                    $"Set up {place} for development with `{use.Display}`; before that, importing it fails with `{judgement.Essence}`.", Trust.ToolInternal, 1, 0.9, 0.9, 1, evidence)
                : new Draft(MemoryKind.Warning, "missing:" + top.ToLowerInvariant(), $"Missing dependency {top}", MissingText(place, main, judgement, use, top),
                    Trust.ToolInternal, confirmed ? 1 : 0.85, 0.9, 0.85, 1, evidence);
        }

        // The test runner itself is not there, and nothing was found that helps: worth a word once several runs met it.
        return main.Learnable && !main.OneOff && string.Equals(main.Key, top, StringComparison.OrdinalIgnoreCase)
            ? Unsolved(place, failed, main, judgement) : null;
    }

    private static string MissingText(string place, CommandUse main, Judgement judgement, CommandUse remedy, string module)
    {
        var importer = judgement.Importer is { } file && !file.EndsWith("conftest.py", StringComparison.Ordinal) ? $" (`{file}` imports it)" : "";
        if (string.Equals(main.Key, module, StringComparison.OrdinalIgnoreCase))
        {
            return $"`{main.Pattern}` fails in a fresh environment of {place} with `{judgement.Essence}`; run `{remedy.Display}` first.";
        }

        return main.Learnable && !main.OneOff
            ? $"`{main.Pattern}` fails in a fresh environment of {place} with `{judgement.Essence}`{importer}; run `{remedy.Display}` first."
            : $"In a fresh environment, code of {place} fails with `{judgement.Essence}`{importer}; run `{remedy.Display}` first.";
    }

    /// <param name="tried">Commands that had run before it broke: they are no remedy.</param>
    private static Draft? BrokenImport(string place, Invocation failed, Judgement judgement, List<Activity> rest, HashSet<string> tried)
    {
        Invocation? remedy = null;
        foreach (var later in rest.Select(a => a.Invocation).OfType<Invocation>())
        {
            if (later.Main is not { } m || later.Judgement.Verdict == Verdict.Infra) { continue; }
            if (m.Purpose == Purpose.Install) { remedy = later.Judgement.Verdict == Verdict.Failed || m.OneOff || tried.Contains(m.Display) ? null : later; continue; }
            if (later.Judgement.Essence == judgement.Essence) { remedy = null; continue; }
            if (remedy is null || later.Judgement.Verdict == Verdict.Unclear || later.Judgement.Failure == FailureKind.MissingModule) { continue; }
            var use = remedy.Main!;
            return new Draft(MemoryKind.Warning, "import:" + (judgement.Missing ?? "").ToLowerInvariant(), $"Broken import of {judgement.Missing}",
                $"Importing code of {place} can fail with `{judgement.Essence}`; `{use.Display}` resolved it.", Trust.ToolInternal, 0.85, 0.9, 0.7, 1,
                [Quote.Result(failed, judgement), Quote.Command(remedy, use)]);
        }

        return null;
    }

    private static Draft? OtherWay(RunReading reading, string place, Invocation failed, CommandUse main, Judgement judgement, List<Activity> rest)
    {
        var edited = false;
        var remedies = new List<(Invocation In, CommandUse Use)>();
        foreach (var activity in rest)
        {
            edited |= activity.EditPath is { } path && reading.InRepository(path) is not null;
            if (activity.Invocation is not { Main: { } m } later || later.Judgement.Verdict is Verdict.Infra or Verdict.Failed) { continue; }
            var comparable = m.Learnable && !m.OneOff && m.Purpose == main.Purpose && later.Judgement.Ok;
            if (!comparable)
            {
                if (later.Judgement.Verdict == Verdict.Worked || !later.Judgement.Explicit && later.Judgement.Verdict != Verdict.Unclear) { remedies.AddRange(later.Learnable.Where(u => IsRemedy(u, main)).Select(u => (later, u))); }
                continue;
            }

            if (m.Key == main.Key && (m.Pattern == main.Pattern || m.Display == main.Display))
            {
                var prefix = later.Learnable.TakeWhile(u => !ReferenceEquals(u, m)).Where(u => IsRemedy(u, main)).Select(u => (later, u)).ToList();
                if (prefix.Count == 0 && judgement.Failure == FailureKind.Timeout && m.Targets.Count > 0 && !m.Targets.SequenceEqual(main.Targets)) { return Slow(place, failed, main, judgement, later); }
                var used = prefix.Count > 0 ? prefix : edited && judgement.Failure is FailureKind.Other ? [] : remedies.TakeLast(2).ToList();
                return used.Count == 0 ? null : Until(place, failed, main, judgement, later, used);
            }

            var conclusive = judgement.Failure is FailureKind.NoTerminal or FailureKind.MissingCommand or FailureKind.Usage or FailureKind.Configuration;
            if ((edited || main.Purpose == Purpose.Run) && !conclusive) { return null; }
            var related = main.Purpose == Purpose.Install ? m.Packages.Count == 0 : m.Key == main.Key || m.Display.Contains(main.Display, StringComparison.Ordinal) || main.Purpose is Purpose.Test or Purpose.Build;
            return related && m.Display != main.Display ? Instead(place, failed, main, judgement, later) : null;
        }

        return judgement.Failure is FailureKind.Configuration or FailureKind.Timeout or FailureKind.NoTerminal or FailureKind.VersionConflict ? Unsolved(place, failed, main, judgement) : null;
    }

    private static bool IsRemedy(CommandUse use, CommandUse failed) =>
        !use.OneOff && use.Display != failed.Display && (use.Purpose is Purpose.Install or Purpose.Build || use.Tool.OwnScript && use.Learnable && use.Purpose != failed.Purpose);

    private static Draft Until(string place, Invocation failed, CommandUse main, Judgement judgement, Invocation worked, List<(Invocation In, CommandUse Use)> remedies)
    {
        var steps = string.Join(" && ", remedies.Select(r => r.Use.Display).Distinct());
        var name = Named(main);
        return new Draft(MemoryKind.Warning, $"until:{main.Key}:{remedies[^1].Use.Key}", $"{Capital(main.Purpose)} needs preparation",
            $"`{name}` fails in {place} with `{judgement.Essence}` until `{steps}` has been run; `{steps} && {name}` works.",
            Trust.ToolInternal, 1, 1, 0.9, 1,
            [Quote.Command(failed, main), Quote.Result(failed, judgement), .. remedies.Select(r => Quote.Command(r.In, r.Use)), Quote.Command(worked, worked.Main!)]);
    }

    private static Draft Instead(string place, Invocation failed, CommandUse main, Judgement judgement, Invocation worked)
    {
        var way = worked.Main!;
        var sameTool = way.Key == main.Key;
        var (bad, good) = sameTool && way.Pattern != main.Pattern && main.Purpose == Purpose.Test ? (main.Pattern, way.Pattern) : (Named(main), worked.Chain.EndsWith(way.Display, StringComparison.Ordinal) && worked.Chain.Length < 120 ? worked.Chain : Named(way));
        return new Draft(MemoryKind.Warning, DeadEnd(main, judgement), $"{Capital(main.Purpose)} by another command",
            $"`{bad}` fails in {place} with `{judgement.Essence}`; use `{good}` instead.", Trust.ToolInternal, 0.9, 0.9, sameTool ? 0.85 : 0.75, 1,
            [Quote.Command(failed, main), Quote.Result(failed, judgement), Quote.Command(worked, way)]);
    }

    private static Draft Slow(string place, Invocation failed, CommandUse main, Judgement judgement, Invocation worked) =>
        new(MemoryKind.Warning, $"slow:{main.Key}:{string.Join(',', main.Targets)}", "Slow command",
            $"`{main.Pattern} {string.Join(' ', main.Targets)}` does not finish within {judgement.Missing} seconds in {place}; run a narrower target, for instance `{worked.Main!.Pattern} {worked.Main.Targets[0].Split("::")[0]}`.",
            Trust.ToolInternal, 0.9, 0.9, 0.75, 1, [Quote.Command(failed, main), Quote.Result(failed, judgement), Quote.Command(worked, worked.Main)]);

    private static Draft Unsolved(string place, Invocation failed, CommandUse main, Judgement judgement) =>
        new(MemoryKind.Warning, DeadEnd(main, judgement), $"{Capital(main.Purpose)} fails as tried",
            judgement.Failure == FailureKind.Timeout
                ? $"`{main.Display}` did not finish within {judgement.Missing} seconds in {place}; expect it to take long."
                : $"`{main.Pattern}` fails in {place} with `{judgement.Essence}`; no run that tried it so has made it work.",
            Trust.ToolInternal, 0.75, 0.8, 0.6, 1, [Quote.Command(failed, main), Quote.Result(failed, judgement)], NeedsSecondRun: true);

    private static string DeadEnd(CommandUse main, Judgement judgement) =>
        judgement is { Failure: FailureKind.MissingModule, Missing: { } module } && string.Equals(main.Key, module, StringComparison.OrdinalIgnoreCase) ? "missing:" + main.Key : $"deadend:{main.Key}:{judgement.Failure}";

    private static string Named(CommandUse use) => use.Purpose is Purpose.Test or Purpose.Lint && use.Pattern.Length > 0 && use.Targets.Count > 0 ? use.Pattern : use.Display;

    /// <summary>The complaint is about the file or test it was given, which is this task's, not the command's.</summary>
    private static bool AboutItsTarget(CommandUse main, string essence) =>
        NotThere().IsMatch(essence) || main.Targets.Any(t => t.Length > 2 && (essence.Contains(t, StringComparison.Ordinal) || essence.Contains(Path.GetFileName(t.Split("::")[0]), StringComparison.Ordinal)));

    private static string Capital(Purpose purpose) => purpose switch
    {
        Purpose.Test => "Running tests", Purpose.Build => "Building", Purpose.Install => "Setup", Purpose.Lint => "Linting", Purpose.Format => "Formatting",
        Purpose.TypeCheck => "Type checking", Purpose.Docs => "Building the docs", _ => "Running",
    };

    [GeneratedRegex(@"no tests ran|ERROR: not found|file or directory not found|did not match any|matched no|No tests found|no such test", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex NotThere();
}
