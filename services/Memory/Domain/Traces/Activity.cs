using Memory.Domain.Shell;

namespace Memory.Domain.Traces;

/// <summary>What an agent is busy with; a run goes through these in its own order and often more than once.</summary>
internal enum Phase { Explore, Setup, Reproduce, Edit, Verify, Other }

/// <summary>One tool step, understood: a shell call, a file read, a file edit, or something else.</summary>
/// <param name="Path">The file, relative to the repository's root when that is known.</param>
/// <param name="Text">The result with fenced memory blanked.</param>
internal sealed record Activity(int Seq, string Tool, Invocation? Invocation, string? ReadPath, string? EditPath, string Text)
{
    /// <summary>Results that came from outside the machine carry the lowest trust.</summary>
    public bool External => Tool.Contains("web", StringComparison.OrdinalIgnoreCase) || Tool.Contains("fetch", StringComparison.OrdinalIgnoreCase)
        || Tool.Contains("browse", StringComparison.OrdinalIgnoreCase) || Tool.StartsWith("mcp__", StringComparison.Ordinal)
        || Invocation is { } i && i.Uses.Any(u => u.Tool.Tool is "curl" or "wget" or "http" or "lynx");
}

/// <summary>A run read through once: what happened where.</summary>
/// <param name="Root">The directory the repository stood in; null when unknown.</param>
/// <param name="Created">Files the agent itself made, by name: they are not the repository's.</param>
internal sealed record RunReading(RunTrace Run, string? Root, IReadOnlySet<string> Created, IReadOnlyList<Activity> Activities)
{
    public IEnumerable<Invocation> Invocations => Activities.Where(a => a.Invocation is not null).Select(a => a.Invocation!);

    public TraceStep Step(int seq) => Steps.TryGetValue(seq, out var step) ? step : throw new ArgumentOutOfRangeException(nameof(seq));

    private Dictionary<int, TraceStep> Steps { get; } = Run.Steps.DistinctBy(s => s.Seq).ToDictionary(s => s.Seq);

    /// <summary>A path as it is known in the repository; null when it lies outside or was made by the agent.</summary>
    public string? InRepository(string path)
    {
        var relative = Relative(path, Root);
        return relative is null || relative.Length == 0 || Created.Contains(Path.GetFileName(relative)) || Volatile(relative) ? null : relative;
    }

    public static string? Relative(string path, string? root)
    {
        if (path.StartsWith("./", StringComparison.Ordinal)) { path = path[2..]; }
        if (root is not null && path.StartsWith(root + "/", StringComparison.Ordinal)) { return path[(root.Length + 1)..]; }
        if (root is not null && path == root) { return "."; }
        return path.StartsWith('/') || path.StartsWith('~') || path.Contains(":\\", StringComparison.Ordinal) ? null : path;
    }

    public static bool Volatile(string path) =>
        path.StartsWith("..", StringComparison.Ordinal) || path.Contains("site-packages", StringComparison.Ordinal) || path.Contains("node_modules", StringComparison.Ordinal)
        || path.Contains("__pycache__", StringComparison.Ordinal) || path.Contains(".egg-info", StringComparison.Ordinal) || path.StartsWith(".git/", StringComparison.Ordinal)
        || path.EndsWith(".backup", StringComparison.Ordinal) || path.EndsWith(".bak", StringComparison.Ordinal) || path.EndsWith(".orig", StringComparison.Ordinal)
        || path.EndsWith(".pyc", StringComparison.Ordinal) || path.StartsWith("tmp", StringComparison.Ordinal);
}
