using Substrate.Hygiene;

namespace Cli.Auditing;

/// <summary>The files of a folder, without what is built or fetched into it. A link is not followed.</summary>
internal sealed class RepositoryFiles : IRepositoryFiles
{
    private static readonly HashSet<string> NotLookedInto = new([".git", "node_modules", "bin", "obj", "__pycache__", ".venv", "target"], StringComparer.Ordinal);

    private readonly string _root;
    private readonly Dictionary<string, List<string>> _byName = new(StringComparer.Ordinal); // last part of the path: the paths from the root, with / before

    private readonly HashSet<string> _notKept;

    public RepositoryFiles(string root)
    {
        _root = Path.GetFullPath(root);
        _notKept = NotKept(_root);
        var folders = new Stack<string>([_root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }))
            {
                var path = $"/{Path.GetRelativePath(_root, entry.FullName).Replace('\\', '/')}";
                if (!_byName.TryGetValue(entry.Name, out var known)) _byName[entry.Name] = known = [];
                known.Add(path);
                if (entry is DirectoryInfo && entry.LinkTarget is null && !NotLookedInto.Contains(entry.Name)) folders.Push(entry.FullName);
            }
        }
    }

    /// <summary>Plain names in the folder's .gitignore; patterns are not understood.</summary>
    public static HashSet<string> NotKept(string folder)
    {
        var ignored = Path.Join(folder, ".gitignore");
        return File.Exists(ignored) ? File.ReadLines(ignored).Select(line => line.Trim().Trim('/')).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal) : [];
    }

    public bool Has(string path, string from) => Full(path, from).Any(Path.Exists) || Ending(path).Count > 0 || path.Split('/').Any(_notKept.Contains);

    public int? LinesOf(string path, string from)
    {
        var found = Full(path, from).FirstOrDefault(File.Exists) ?? (Ending(path) is [var only] ? Path.Join(_root, only) : null);
        return found is not null && File.Exists(found) ? File.ReadLines(found).Count() : null;
    }

    private IEnumerable<string> Full(string path, string from) => [Path.Join(_root, path), Path.Join(Path.GetDirectoryName(Path.GetFullPath(from)), path)];

    private List<string> Ending(string path)
    {
        var trimmed = path.TrimEnd('/');
        return _byName.TryGetValue(trimmed[(trimmed.LastIndexOf('/') + 1)..], out var paths) ? [.. paths.Where(known => known.EndsWith($"/{trimmed}", StringComparison.Ordinal))] : [];
    }
}
