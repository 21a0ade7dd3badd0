using System.Text;
using System.Text.RegularExpressions;
using Memory.Domain.Shell;

namespace Memory.Domain.Traces;

/// <summary>Turns what an agent typed into the command a person would write down: no <c>cd</c> into the root, no verbosity, no filter behind it, no path of one machine.</summary>
internal sealed partial class CommandCleaner(string? root, IReadOnlySet<string> created, IReadOnlySet<string> ownNames, bool marksErrors)
{
    private const int MaxDisplay = 140;

    private static readonly HashSet<string> NoiseVariables = ["CI", "PAGER", "GIT_PAGER", "TERM", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONWARNINGS", "DEBIAN_FRONTEND", "TQDM_DISABLE", "HOME", "LC_ALL", "LANG"];

    private static readonly HashSet<string> Droppable = ["timeout", "time", "nohup", "nice", "stdbuf", "exec", "command", "sudo", "env"];

    // Options whose value is the next word and selects among tests.
    private static readonly HashSet<string> Selections = ["-k", "-m", "-t", "-g", "-run", "--run", "--filter", "--grep", "--tests", "--testNamePattern", "--test-name-pattern", "-E", "--deselect", "--ignore", "--test", "--testPathPattern", "--only"];

    // Options whose value is the next word and matters to nobody else.
    private static readonly HashSet<string> NoiseWithValue = ["--maxfail", "--tb", "--durations", "-n", "--color", "--verbosity", "--log-level", "--timeout", "-W", "--rootdir", "--progress-bar", "-v:", "--logger", "--index-url", "-i", "--reporter", "-o"];

    public Invocation Clean(TraceStep step, CommandText command, IReadOnlyList<ShellCommand> parsed, string output)
    {
        var uses = new List<CommandUse>();
        var chain = new List<string>();
        int? main = null;
        for (var i = 0; i < parsed.Count; i++)
        {
            var c = parsed[i];
            if (c.Words.Count == 0 || c.Program is "cd" or "export" or "set" or "source" or ".") { continue; }
            var use = Use(command.Text, c);
            uses.Add(use);
            if (use.Learnable || use.Purpose == Purpose.Script) { main = i; }
            if (use.Learnable && c.Joined is "" or "&&") { chain.Add(use.Display); }
        }

        var last = uses.LastOrDefault(u => u.Learnable || u.Purpose == Purpose.Script);
        var masked = main is { } m && parsed.Skip(m + 1).Any(c => c.Joined is "|" or "||" or ";");
        var folder = parsed[0] is { Program: "cd", Words.Count: 2 } cd && RunReading.Relative(cd.Words[1].Value, root) is { } relative and not "." ? "cd " + relative + " && " : "";
        var judgement = OutputReader.Judge(last?.Purpose ?? Purpose.Other, output, step.ExitCode ?? (marksErrors && !step.IsError ? 0 : null), step.IsError, masked, step.Error);
        if (judgement.Essence is { } essence)
        {
            judgement = judgement with { Essence = Localise(essence), Importer = judgement.Importer is { } file ? RunReading.Relative(file, root) : null };
        }

        var edits = uses.Any(u => u.Purpose == Purpose.Edit) || parsed.Any(c => c.Writes.Count > 0);
        return new Invocation(step.Seq, command, uses, folder + string.Join(" && ", chain), output, judgement, edits);
    }

    private CommandUse Use(string text, ShellCommand c)
    {
        var tool = ToolCatalog.Classify(c.Words);
        if (tool.Purpose == Purpose.Other && ownNames.Contains(tool.Tool))
        {
            var named = tool.Rest < c.Words.Count && SubCommand().IsMatch(c.Words[tool.Rest].Value);
            tool = named ? new ToolUse(tool.Tool + " " + c.Words[tool.Rest].Value, Purpose.Run, tool.Rest + 1) : tool with { Purpose = Purpose.Run };
        }

        var oneOff = c.Compound || c.Heredoc;
        if (tool.OwnScript && (created.Contains(Path.GetFileName(tool.Tool.Split(' ')[0])) || tool.Tool.StartsWith('/') && RunReading.Relative(tool.Tool, root) is null or "")) { tool = tool with { Purpose = Purpose.Script }; }
        var display = new StringBuilder();
        var pattern = new StringBuilder();
        foreach (var a in c.Assignments)
        {
            var name = a.Value[..a.Value.IndexOf('=', StringComparison.Ordinal)];
            if (NoiseVariables.Contains(name)) { continue; }
            Append(display, Word(text, a, ref oneOff, tool));
            Append(pattern, Word(text, a, ref oneOff, tool));
        }

        var targets = new List<string>();
        var packages = new List<string>();
        string? selection = null;
        var start = Leading(c.Words);
        for (var i = start; i < c.Words.Count; i++)
        {
            var w = c.Words[i];
            var value = w.Value;
            if (i >= tool.Rest && IsNoise(tool, value)) { if (NoiseWithValue.Contains(value)) { i++; } continue; }
            if (i > start && tool.Learnable && value is "-q" or "--quiet" or "--verbose") { continue; }
            if (i >= tool.Rest && tool.Purpose == Purpose.Test && Selections.Contains(value) && i + 1 < c.Words.Count)
            {
                selection = c.Words[i + 1].Value;
                Append(display, value + " " + Word(text, c.Words[++i], ref oneOff, tool));
                continue;
            }

            if (i > start && (value is "--collect-only" or "--co" or "--help" or "--dry-run" or "--just-print" or "--list" or "--version" || value == "-n" && tool.Tool.StartsWith("make", StringComparison.Ordinal))) { tool = tool with { Purpose = Purpose.Explore }; }
            var shown = Word(text, w, ref oneOff, tool);
            Append(display, shown);
            var isTarget = i >= tool.Rest && !value.StartsWith('-') && !value.StartsWith('+');
            if (isTarget && tool.Packages && i > 0 && c.Words[i - 1].Value is not ("-r" or "-e" or "--requirement" or "--editable" or "-c"))
            {
                if (value is "." or ".." || value.StartsWith("./", StringComparison.Ordinal) || value.StartsWith(".[", StringComparison.Ordinal)) { } else { packages.Add(value); }
            }

            if (isTarget && tool.Purpose is Purpose.Test or Purpose.Lint or Purpose.Format or Purpose.TypeCheck or Purpose.Run && i >= tool.Rest) { targets.Add(RunReading.Relative(value, root) ?? value); }
            else { Append(pattern, shown); }
        }

        var text2 = display.ToString();
        return new CommandUse(tool, text2, pattern.ToString(), tool.Tool.ToLowerInvariant(), targets, selection, packages, c.Start, c.End, oneOff || text2.Length is 0 or > MaxDisplay);
    }

    private static int Leading(IReadOnlyList<ShellWord> words)
    {
        var i = 0;
        while (i < words.Count - 1 && Droppable.Contains(words[i].Value))
        {
            i += words[i].Value == "timeout" ? 2 : 1;
            while (i < words.Count - 1 && (words[i].Value.StartsWith('-') || words[i].Value.Contains('=', StringComparison.Ordinal))) { i++; }
        }

        return Math.Min(i, words.Count - 1);
    }

    private static bool IsNoise(ToolUse tool, string word)
    {
        if (word is "-q" or "-qq" or "--quiet" or "-v" or "-vv" or "-vvv" or "--verbose" or "--no-header" or "--no-progress" or "--no-color" or "--no-cache-dir" or "--disable-pip-version-check" or "--progress") { return true; }
        if (word.StartsWith("--tb=", StringComparison.Ordinal) || word.StartsWith("--color", StringComparison.Ordinal) || word.StartsWith("--maxfail", StringComparison.Ordinal) || word.StartsWith("--durations", StringComparison.Ordinal)
            || word.StartsWith("--verbosity", StringComparison.Ordinal) || word.StartsWith("--progress", StringComparison.Ordinal)) { return true; }
        return tool.Purpose switch
        {
            Purpose.Test => Short().IsMatch(word) || word is "--disable-warnings" or "--nocapture" or "--show-output" || NoiseWithValue.Contains(word) && word is not "-i" and not "-o",
            Purpose.Install => word is "-y" or "--yes" or "--no-input" or "--root-user-action=ignore" or "--no-audit" or "--no-fund" || word is "--progress-bar" or "--index-url",
            _ => false,
        };
    }

    private string Word(string text, ShellWord w, ref bool oneOff, ToolUse tool)
    {
        var raw = text[w.Start..w.End];
        var name = Path.GetFileName(w.Value.Split("::")[0]);
        if (created.Contains(name) && name.Length > 0)
        {
            oneOff |= tool.Purpose != Purpose.Run;
            return "<file>" + Path.GetExtension(name);
        }

        if (root is not null)
        {
            raw = raw.Replace(root + "/", "", StringComparison.Ordinal);
            if (raw == root) { raw = "."; }
        }

        oneOff |= raw.Contains('\n', StringComparison.Ordinal) || raw.Contains("$(", StringComparison.Ordinal) || raw.Contains('`', StringComparison.Ordinal) || Elsewhere().IsMatch(raw)
            || raw.Contains('$', StringComparison.Ordinal) && !raw.Contains("PATH", StringComparison.Ordinal) || raw.Contains("://", StringComparison.Ordinal);
        return raw;
    }

    private string Localise(string essence) => root is null ? essence : essence.Replace(root + "/", "", StringComparison.Ordinal);

    private static void Append(StringBuilder to, string word)
    {
        if (word.Length == 0) { return; }
        if (to.Length > 0) { to.Append(' '); }
        to.Append(word);
    }

    [GeneratedRegex("^-[qvxsl]+$|^-r[A-Za-z]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Short();

    [GeneratedRegex(@"(?:^|[=:""' ])(?:/(?!usr/bin/|bin/|dev/null)[\w.+-]+/|~/|[A-Z]:\\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Elsewhere();

    [GeneratedRegex("^[a-z][a-z-]{1,20}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SubCommand();
}
