using System.Text.RegularExpressions;
using Memory.Domain.Shell;
using Memory.Domain.Traces;
using Substrate.Scoping;

namespace Memory.Domain.Learning;

/// <summary>Conventions of the repository that tool output shows: where sources and tests lie, what configures the tools, what the project files promise.</summary>
internal static partial class FactExtractor
{
    private static readonly (string File, string Tool)[] Locks = [("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("package-lock.json", "npm"), ("bun.lockb", "bun"), ("uv.lock", "uv"), ("poetry.lock", "poetry"), ("pdm.lock", "pdm"), ("Pipfile.lock", "pipenv"), ("Gemfile.lock", "bundler"), ("composer.lock", "composer")];

    public static IEnumerable<Draft> Extract(RunReading reading)
    {
        var place = reading.Run.Place ?? "this repository";
        var drafts = new List<Draft>();
        if (Layout(reading, place) is { } layout) { drafts.Add(layout); }
        foreach (var activity in reading.Activities.Where(a => a.Text.Length > 0))
        {
            if (activity.Invocation is { } invocation)
            {
                if (invocation.Main is { Purpose: Purpose.Test } && invocation.Judgement.Ok) { drafts.AddRange(TestHeader(activity, place)); }
                if (invocation.Uses.Any(u => u.Tool.Tool == "ls") && ListsRoot(reading, invocation)) { drafts.AddRange(LockFiles(activity, place)); }
            }

            if (activity.ReadPath is { } path && !reading.Created.Contains(Path.GetFileName(path)) && !path.Contains('/', StringComparison.Ordinal)) { drafts.AddRange(ProjectFile(activity, path, place)); }
        }

        return drafts;
    }

    private static bool ListsRoot(RunReading reading, Invocation invocation)
    {
        var parsed = ShellParser.Parse(invocation.Source.Text);
        var ls = parsed.FirstOrDefault(c => c.Program == "ls");
        var moved = parsed.FirstOrDefault(c => c.Program == "cd") is { Words.Count: 2 } cd && cd.Words[1].Value != reading.Root;
        var target = ls?.Words.Skip(1).Select(w => w.Value).FirstOrDefault(w => !w.StartsWith('-'));
        return !moved && (target is null or "." or "./" || target.TrimEnd('/') == reading.Root) && parsed.All(c => c.Joined != "|" || c.Program is "head" or "tail" or "sort");
    }

    private static IEnumerable<Draft> LockFiles(Activity activity, string place)
    {
        foreach (var (file, tool) in Locks)
        {
            if (Word(activity.Text, file) is var at and >= 0)
            {
                yield return new Draft(MemoryKind.Fact, "lock:" + file, "Package manager", $"{place} pins its dependencies in `{file}`: use {tool} to install and change them.", Trust.ToolInternal, 0.85, 0.9, 0.85, 1, [Evidence.Of(activity.Seq, "result", activity.Text, at, at + file.Length)]);
            }
        }
    }

    /// <summary>Where a name stands as a word of its own in a listing; -1 when it does not.</summary>
    private static int Word(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || char.IsWhiteSpace(text[at - 1])) && (at + name.Length == text.Length || char.IsWhiteSpace(text[at + name.Length]))) { return at; }
        }

        return -1;
    }

    private static IEnumerable<Draft> TestHeader(Activity activity, string place)
    {
        if (PytestConfig().Match(activity.Text) is { Success: true } config)
        {
            yield return Fact(activity, config.Groups["f"], "pytest-config:" + config.Groups["f"].Value, "Test configuration", $"pytest is configured in `{config.Groups["f"].Value}` in {place}.", 0.95, 0.8, 0.6);
        }

        if (PytestPlatform().Match(activity.Text) is { Success: true } m)
        {
            var version = m.Groups["py"].Value;
            yield return Fact(activity, m, "env:python:" + version, "Environment", $"Recorded runs of {place} work with Python {version} and pytest {m.Groups["pt"].Value}.", 0.9, 0.7, 0.5) with { NeedsSecondRun = true };
        }
    }

    private static IEnumerable<Draft> ProjectFile(Activity activity, string path, string place)
    {
        var text = activity.Text;
        var name = Path.GetFileName(path);
        if (name is "setup.py" or "setup.cfg" or "pyproject.toml" && PythonRequires().Match(text) is { Success: true } python)
        {
            yield return Fact(activity, python, "requires-python:" + python.Groups["v"].Value, "Supported versions", $"{place} supports Python {python.Groups["v"].Value} (`{name}`).", 0.95, 0.9, 0.6);
        }

        if (name is "setup.py" or "setup.cfg" or "pyproject.toml" && Extras(text) is { Count: > 0 } extras)
        {
            var dev = extras.FirstOrDefault(e => e.Value is "dev") ?? extras[0];
            yield return new Draft(MemoryKind.Fact, "extras:" + string.Join(',', extras.Select(e => e.Value)), "Optional dependencies",
                $"{place} declares the extras {string.Join(", ", extras.Select(e => $"`{e.Value}`"))} in `{name}`; `pip install -e '.[{dev.Value}]'` installs one of them.", Trust.ToolInternal, 0.9, 0.9, 0.75, 1,
                [.. extras.Take(4).Select(e => Evidence.Of(activity.Seq, "result", text, e.Index, e.Index + e.Length))]);
        }

        if (name is "setup.py" or "setup.cfg" or "pyproject.toml" && ConsoleScript().Match(text) is { Success: true } script)
        {
            yield return Fact(activity, script, "entry:" + script.Groups["n"].Value, "Entry point", $"The command `{script.Groups["n"].Value}` of {place} starts at `{script.Groups["t"].Value}`.", 0.95, 0.95, 0.65);
        }

        if (name is "tox.ini" or "setup.cfg" or "pytest.ini" or "pyproject.toml" && TestPaths().Match(text) is { Success: true } paths)
        {
            yield return Fact(activity, paths, "testpaths:" + paths.Groups["p"].Value.Trim(), "Test layout", $"The tests of {place} lie under `{paths.Groups["p"].Value.Trim()}` (`testpaths` in `{name}`).", 0.95, 0.9, 0.7);
        }

        if (name is "tox.ini" && EnvList().Match(text) is { Success: true } envs)
        {
            yield return Fact(activity, envs, "tox:" + envs.Groups["e"].Value.Trim(), "tox", $"tox environments of {place}: `{envs.Groups["e"].Value.Trim()}`.", 0.9, 0.8, 0.55);
        }

        if (name is "package.json")
        {
            var scripts = NpmScripts(text);
            if (scripts.Count > 0)
            {
                var said = string.Join(", ", scripts.Select(s => $"`npm {(s.Groups["n"].Value is "test" or "start" ? s.Groups["n"].Value : "run " + s.Groups["n"].Value)}` runs `{s.Groups["c"].Value}`"));
                yield return new Draft(MemoryKind.Fact, "npm:" + string.Join(',', scripts.Select(s => s.Groups["n"].Value)), "npm scripts", $"In {place}, {said}.", Trust.ToolInternal, 0.95, 0.95, 0.85, 1,
                    [.. scripts.Take(4).Select(s => Evidence.Of(activity.Seq, "result", text, s.Index, s.Index + s.Length))]);
            }
        }

        if (name is "Makefile" or "makefile" or "GNUmakefile")
        {
            var targets = MakeTargets().Matches(text).DistinctBy(m => m.Groups["t"].Value).Take(8).ToList();
            if (targets.Count > 0)
            {
                yield return new Draft(MemoryKind.Fact, "make:" + string.Join(',', targets.Select(t => t.Groups["t"].Value)), "Make targets", $"The Makefile of {place} offers {string.Join(", ", targets.Select(t => $"`make {t.Groups["t"].Value}`"))}.",
                    Trust.ToolInternal, 0.9, 0.9, 0.8, 1, [.. targets.Take(4).Select(t => Evidence.Of(activity.Seq, "result", text, t.Groups["t"].Index, t.Groups["t"].Index + t.Groups["t"].Length))]);
            }
        }

        if (name is "go.mod" && GoVersion().Match(text) is { Success: true } go)
        {
            yield return Fact(activity, go, "go:" + go.Groups["v"].Value, "Supported versions", $"{place} is the Go module `{go.Groups["m"].Value}` and needs Go {go.Groups["v"].Value}.", 0.95, 0.9, 0.6);
        }
    }

    private static List<Group> Extras(string text)
    {
        var at = ExtrasBlock().Match(text);
        if (!at.Success) { return []; }
        var block = text.Substring(at.Index, Math.Min(1500, text.Length - at.Index));
        return [.. ExtraName().Matches(block).Select(m => ExtraName().Match(text, at.Index + m.Index)).Where(m => m.Success).Select(m => m.Groups["n"]).DistinctBy(g => g.Value).Take(6)];
    }

    private static List<Match> NpmScripts(string text)
    {
        var at = text.IndexOf("\"scripts\"", StringComparison.Ordinal);
        if (at < 0) { return []; }
        var end = text.IndexOf('}', at);
        return end < 0 ? [] : [.. NpmScript().Matches(text[..end]).Where(m => m.Index > at && m.Groups["n"].Value is "test" or "build" or "lint" or "format" or "typecheck" or "start" or "dev" or "check" or "test:unit" or "e2e").Take(6)];
    }

    private static Draft? Layout(RunReading reading, string place)
    {
        var sources = new List<(string Folder, Activity A, string Path)>();
        var tests = new List<(string Folder, Activity A, string Path)>();
        foreach (var a in reading.Activities)
        {
            foreach (var path in new[] { a.EditPath, a.ReadPath }.OfType<string>().Select(reading.InRepository).OfType<string>())
            {
                if (SourceFiles.IsSource(path) && path.Contains('/', StringComparison.Ordinal)) { sources.Add((SourceFolder(path), a, path)); }
                else if (SourceFiles.IsTest(path) && TestFolder(path) is { } folder) { tests.Add((folder, a, path)); }
            }

            if (a.Invocation is { Judgement.Ok: true, Main: { Purpose: Purpose.Test, OneOff: false } main })
            {
                foreach (var t in main.Targets.Select(t => t.Split("::")[0]).Where(t => reading.InRepository(t) is not null && TestFolder(t) is not null)) { tests.Add((TestFolder(t)!, a, t)); }
            }
        }

        var source = sources.GroupBy(s => s.Folder).OrderByDescending(g => g.Select(x => x.Path).Distinct().Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault();
        var test = tests.GroupBy(s => s.Folder).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault();
        if (source is null || test is null || source.Select(x => x.Path).Distinct().Count() < 2 && source.Count() < 3 || test.Key == source.Key) { return null; }
        if (test.Key.Contains('/', StringComparison.Ordinal) && !test.Key.StartsWith(source.Key + "/", StringComparison.Ordinal) || test.Key.Count(c => c == '/') > source.Key.Count(c => c == '/') + 1) { return null; }
        var evidence = new[] { source.First(), test.First() }.Select(x => Locate(reading, x.A, x.Path)).OfType<Evidence>().ToList();
        return evidence.Count < 2 ? null : new Draft(MemoryKind.Fact, $"layout:{source.Key}|{test.Key}", "Layout", $"In {place} the sources are under `{source.Key}/` and the tests under `{test.Key}/`.",
            Trust.ToolInternal, 0.85, 0.8, 0.7, Math.Min(source.Count(), test.Count()), evidence);
    }

    private static Evidence? Locate(RunReading reading, Activity activity, string path)
    {
        var step = reading.Step(activity.Seq);
        foreach (var (field, payload) in new[] { ("args", step.Args), ("result", step.Result) })
        {
            if (payload?.IndexOf(path, StringComparison.Ordinal) is >= 0 and var at) { return Evidence.Of(activity.Seq, field, payload, at, at + path.Length); }
        }

        return null;
    }

    private static string SourceFolder(string path)
    {
        var parts = path.Split('/');
        var depth = parts[0] is "src" or "lib" or "packages" or "crates" or "apps" or "internal" or "cmd" or "services" && parts.Length > 2 ? 2 : 1;
        return string.Join('/', parts.Take(depth));
    }

    private static string? TestFolder(string path)
    {
        var parts = path.TrimEnd('/').Split('/');
        var at = Array.FindIndex(parts, p => p is "test" or "tests" or "spec" or "specs" or "__tests__");
        return at < 0 || at == parts.Length - 1 && Path.HasExtension(parts[at]) ? null : string.Join('/', parts.Take(at + 1));
    }

    private static Draft Fact(Activity a, Capture at, string key, string subject, string text, double shown, double specificity, double reuse) =>
        new(MemoryKind.Fact, key, subject, text, a.External ? Trust.ToolExternal : Trust.ToolInternal, shown, specificity, reuse, 1, [Evidence.Of(a.Seq, "result", a.Text, at.Index, at.Index + at.Length)]);

    private const RegexOptions Lines = RegexOptions.Multiline | RegexOptions.CultureInvariant;

    // File viewers put "12:" or "    12→" before each line.
    private const string Number = @"^(?:\s*\d+[:→\t|]?\s?)?\s*";

    [GeneratedRegex(@"^(?:rootdir: [^\n,]+, (?:configfile|inifile): |configfile: )(?<f>[\w./-]+)", Lines, 1000)]
    private static partial Regex PytestConfig();

    [GeneratedRegex(@"^platform \w+ -- Python (?<py>\d+\.\d+)\.\d+\S*, pytest-(?<pt>\d+)", Lines, 1000)]
    private static partial Regex PytestPlatform();

    [GeneratedRegex(@"(?:python_requires|requires-python)\s*=\s*[""']?(?<v>[<>=!~]=?\s?\d[^""'\n]*)", Lines, 1000)]
    private static partial Regex PythonRequires();

    [GeneratedRegex(@"extras_require|EXTRAS_REQUIRE|\[options\.extras_require\]|\[project\.optional-dependencies\]", Lines, 1000)]
    private static partial Regex ExtrasBlock();

    [GeneratedRegex(@"(?:[""']|^\s*(?:\d+[:→\t|]?\s?)?)(?<n>dev|devel|test|tests|testing|lint|docs|all|full)(?:[""']\s*(?:\]\s*=|:\s*\[)|\s*=\s*(?:\[|$))", Lines, 1000)]
    private static partial Regex ExtraName();

    [GeneratedRegex(@"[""']?(?<n>[a-z][\w-]*)[""']?\s*=\s*[""']?(?<t>[a-z_][\w.]*:[a-z_]\w*)[""']?", Lines, 1000)]
    private static partial Regex ConsoleScript();

    [GeneratedRegex(Number + @"testpaths\s*=\s*\[?[""']?(?<p>[\w./ -]+?)[""']?\]?\s*$", Lines, 1000)]
    private static partial Regex TestPaths();

    [GeneratedRegex(Number + @"env_?list\s*=[ \t]*(?<e>\S[^\n]{2,100})$", Lines | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex EnvList();

    [GeneratedRegex(@"""(?<n>[\w:-]+)""\s*:\s*""(?<c>[^""\\]{2,80})""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NpmScript();

    [GeneratedRegex(Number + @"(?<t>test|tests|check|lint|build|format|fmt|install|docs|clean|all|dev|coverage|typecheck|generate|bench)\s*:(?!=)", Lines, 1000)]
    private static partial Regex MakeTargets();

    [GeneratedRegex(Number + @"module (?<m>\S+)[\s\S]{1,80}?\bgo (?<v>\d+\.\d+)", Lines, 1000)]
    private static partial Regex GoVersion();
}
