using System.Text.RegularExpressions;
using Memory.Domain.Shell;
using Substrate.Trace;

namespace Memory.Domain.Traces;

/// <summary>Understands the tool steps of a run: where the repository stood, what the agent made itself, what each command was for and how it ended.</summary>
internal static partial class RunReader
{
    private static readonly string[] PathKeys = ["file_path", "path", "filename", "notebook_path", "target_file", "filePath"];

    public static RunReading Read(RunTrace run)
    {
        var raw = new List<(TraceStep Step, CommandText? Command, IReadOnlyList<ShellCommand> Parsed, string Text)>();
        foreach (var step in run.Steps.Where(s => s.Kind == StepKind.Tool))
        {
            var command = IsShell(step) ? CommandText.Read(step.Args) : null;
            raw.Add((step, command, command is null ? [] : ShellParser.Parse(MemoryFence.Mask(command.Text)), MemoryFence.Mask(step.Result ?? "")));
        }

        var root = FindRoot(raw.Select(r => (r.Parsed, r.Text)), run);
        var created = new HashSet<string>(StringComparer.Ordinal);
        var shown = new HashSet<string>(StringComparer.Ordinal);
        // Agents that record no exit codes but mark errors: what is not marked did end well.
        var marksErrors = run.Steps.Any(s => s is { Kind: StepKind.Tool, IsError: true, ExitCode: null });
        var cleaner = new CommandCleaner(root, created, OwnNames(run), marksErrors);
        var activities = new List<Activity>();
        foreach (var (step, command, parsed, text) in raw)
        {
            var (read, edited) = FileTool(step, command is not null);
            NoteCreated(parsed, edited, step, created, shown, root);
            NoteNames(text, shown);
            var invocation = command is null || parsed.Count == 0 ? null : cleaner.Clean(step, command, parsed, text);
            var readPath = read ?? (invocation is null ? null : ReadBy(parsed));
            activities.Add(new Activity(step.Seq, step.ToolName ?? "", invocation, readPath is null ? null : RunReading.Relative(readPath, root), edited is null ? EditedBy(parsed, root) : RunReading.Relative(edited, root), text));
        }

        return new RunReading(run, root, created, activities);
    }

    private static bool IsShell(TraceStep step) => step.ToolName is not { } name
        || !(name.Contains("edit", StringComparison.OrdinalIgnoreCase) || name.Contains("read", StringComparison.OrdinalIgnoreCase) || name.Contains("write", StringComparison.OrdinalIgnoreCase))
        || name is "edit" or "create";

    /// <summary>Names the project may call itself by on a command line.</summary>
    private static HashSet<string> OwnNames(RunTrace run)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var place in new[] { run.Scope.Repo, run.Scope.Project })
        {
            if (place is null) { continue; }
            var name = place[(place.LastIndexOf('/') + 1)..];
            names.Add(name);
            names.Add(name.Replace('-', '_'));
        }

        return names;
    }

    private static string? FindRoot(IEnumerable<(IReadOnlyList<ShellCommand> Parsed, string Text)> steps, RunTrace run)
    {
        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        void Vote(string path, int weight)
        {
            path = path.TrimEnd('/');
            if (path.Length > 1 && path.StartsWith('/')) { votes[path] = votes.GetValueOrDefault(path) + weight; }
        }

        foreach (var (parsed, text) in steps)
        {
            if (parsed.Count > 0 && parsed[0] is { Program: "cd", Words.Count: 2 } cd) { Vote(cd.Words[1].Value, 1); }
            if (RootDir().Match(text) is { Success: true } m) { Vote(m.Groups["v"].Value, 3); }
        }

        if (votes.Count == 0)
        {
            foreach (var step in run.Steps.Where(s => s.Kind == StepKind.Tool))
            {
                foreach (Match m in SweRoot().Matches(step.Result ?? "")) { Vote(m.Groups["v"].Value, 1); }
            }
        }

        if (votes.Count == 0)
        {
            var files = run.Steps.Where(s => s.Kind == StepKind.Tool).Select(s => FileTool(s, false)).Select(f => f.Read ?? f.Edited).OfType<string>().Where(p => p.StartsWith('/')).Distinct().ToList();
            return files.Count < 2 ? null : CommonFolder(files);
        }

        return votes.OrderByDescending(v => v.Value).ThenBy(v => v.Key.Length).ThenBy(v => v.Key, StringComparer.Ordinal).First().Key;
    }

    private static string? CommonFolder(List<string> files)
    {
        var folder = files[0][..files[0].LastIndexOf('/')];
        foreach (var file in files)
        {
            while (folder.Length > 0 && !file.StartsWith(folder + "/", StringComparison.Ordinal)) { folder = folder[..Math.Max(0, folder.LastIndexOf('/'))]; }
        }

        return folder.Length > 1 ? folder : null;
    }

    private static (string? Read, string? Edited) FileTool(TraceStep step, bool shell)
    {
        if (shell || step.Args is not { Length: > 2 } args || args[0] != '{' || JsonStrings.TopLevel(args) is not { } strings) { return (null, null); }
        var path = PathKeys.Select(k => strings.TryGetValue(k, out var v) && v.Count == 1 ? v[0].Text : null).FirstOrDefault(p => p is { Length: > 0 });
        if (path is null) { return (null, null); }
        var verb = strings.TryGetValue("command", out var c) && c.Count == 1 ? c[0].Text : step.ToolName ?? "";
        if (Reads().IsMatch(verb)) { return (path, null); }
        return Writes().IsMatch(verb) ? (null, path) : (null, null);
    }

    private static void NoteCreated(IReadOnlyList<ShellCommand> parsed, string? edited, TraceStep step, HashSet<string> created, HashSet<string> shown, string? root)
    {
        foreach (var command in parsed)
        {
            foreach (var target in command.Writes) { Add(target); }
            if (command.Program is "touch" or "create") { foreach (var w in command.Words.Skip(1)) { Add(w.Value); } }
            if (command.Program is "cp" or "mv" or "tee" && command.Words.Count > 1) { Add(command.Words[^1].Value); }
        }

        // Writing a whole file that nothing showed before makes a new one; an edit of a file changes one that is there.
        if (edited is not null && step.ToolName is { } tool && (tool.Contains("write", StringComparison.OrdinalIgnoreCase) || tool.Contains("create", StringComparison.OrdinalIgnoreCase)
            || (step.Args?.Contains("\"old_string\":\"\"", StringComparison.Ordinal) ?? false) || (step.Args?.Contains("\"command\":\"create\"", StringComparison.Ordinal) ?? false)))
        {
            Add(edited);
        }

        void Add(string path)
        {
            var name = Path.GetFileName(path);
            var relative = RunReading.Relative(path, root) ?? path;
            if (name.Length > 0 && !shown.Contains(relative) && !(relative.Contains('/', StringComparison.Ordinal) && shown.Contains(name))) { created.Add(name); }
        }
    }

    /// <summary>File names in what a tool printed: those exist whether or not the agent writes to them later.</summary>
    private static void NoteNames(string text, HashSet<string> shown)
    {
        foreach (Match m in FileName().Matches(text.Length > 30_000 ? text[..30_000] : text))
        {
            shown.Add(m.Value.StartsWith("./", StringComparison.Ordinal) ? m.Value[2..] : m.Value);
        }
    }

    private static string? ReadBy(IReadOnlyList<ShellCommand> parsed)
    {
        var command = parsed.FirstOrDefault(c => c.Program is not "cd" and not "pwd");
        return command is { Program: "cat" or "head" or "open" or "less" or "bat", Heredoc: false, Writes.Count: 0 } && command.Words.Count >= 2
            ? InFolder(parsed, command.Words.Skip(1).Select(w => w.Value).FirstOrDefault(w => !w.StartsWith('-') && !int.TryParse(w, out _)))
            : null;
    }

    /// <summary>A relative path counts from where the command moved to first.</summary>
    private static string? InFolder(IReadOnlyList<ShellCommand> parsed, string? path) =>
        path is not null && !path.StartsWith('/') && parsed[0] is { Program: "cd", Words.Count: 2 } cd ? cd.Words[1].Value.TrimEnd('/') + "/" + path : path;

    private static string? EditedBy(IReadOnlyList<ShellCommand> parsed, string? root)
    {
        foreach (var command in parsed)
        {
            if (command.Program == "sed" && command.Words.Count > 2 && command.Words.Any(w => w.Value.StartsWith("-i", StringComparison.Ordinal))) { return RunReading.Relative(InFolder(parsed, command.Words[^1].Value)!, root); }
            if (command.Writes.Count > 0 && command.Heredoc) { return RunReading.Relative(InFolder(parsed, command.Writes[0])!, root); }
        }

        return null;
    }

    [GeneratedRegex(@"^rootdir: (?<v>/[^\s,]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RootDir();

    [GeneratedRegex(@"(?:Current directory: |matches for .* in )(?<v>/[\w.+-]+)(?=[):/\s])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SweRoot();

    [GeneratedRegex(@"^(?:read|view|open|cat|get_file|show)|read_file|view_file", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reads();

    [GeneratedRegex(@"edit|write|create|replace|insert|patch", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Writes();

    [GeneratedRegex(@"[\w./-]*[\w-]\.[A-Za-z][A-Za-z0-9]{0,5}\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FileName();
}
