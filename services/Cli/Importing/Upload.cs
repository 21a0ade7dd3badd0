using System.Formats.Tar;
using System.IO.Compression;

namespace Cli.Importing;

/// <summary>One request body: a file as it is, or files packed into one archive so that verdict files stay beside their sessions.</summary>
/// <param name="Name">What the platform calls it.</param>
/// <param name="Files">Path in the archive and on disk; a single file with an empty archive path is sent as it is.</param>
/// <param name="NotSent">Files of the folders that no session could be, by their names.</param>
internal sealed record Upload(string Name, IReadOnlyList<(string Inside, string Path)> Files, int NotSent)
{
    private static readonly string[] SessionEndings = [".json", ".jsonl", ".ndjson", ".traj", ".yaml", ".yml", ".csv", ".tsv"];
    private static readonly string[] ArchiveEndings = [".zip", ".tar.gz", ".tgz", ".tar", ".gz"];
    private static readonly HashSet<string> NeverInside = new(StringComparer.OrdinalIgnoreCase) { ".git", "node_modules", ".venv" };

    public string Description => Files is [("", _)] ? $"Sending {Name} ..." : $"Sending {Files.Count} files of {Name} ...";

    /// <exception cref="CliException">A path does not exist, or there is nothing to import.</exception>
    public static IReadOnlyList<Upload> Plan(IReadOnlyList<string> paths)
    {
        var uploads = new List<Upload>();
        var loose = new List<(string Inside, string Path)>();
        var notSent = 0;
        foreach (var given in paths)
        {
            var path = Path.GetFullPath(given);
            if (Directory.Exists(path))
            {
                var (files, others) = Gather(path);
                loose.AddRange(files);
                notSent += others;
            }
            else if (!File.Exists(path)) throw new CliException(ExitCodes.Usage, $"{given} does not exist.");
            else if (paths.Count == 1 || EndsWith(path, ArchiveEndings)) uploads.Add(new Upload(Path.GetFileName(path), [("", path)], 0));
            else loose.Add((Path.GetFileName(path), path));
        }
        if (loose.Count > 0) uploads.Insert(0, new Upload(paths.Count == 1 ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(paths[0]))) : "sessions", Unique(loose), notSent));
        return uploads.Count > 0 ? uploads : throw new CliException(ExitCodes.Usage, $"There is nothing to import: no file that ends in {string.Join(", ", SessionEndings)}.");
    }

    /// <summary>The body. An archive is made in a temporary file that goes when it is closed.</summary>
    public async Task<Stream> Open(CancellationToken cancel)
    {
        if (Files is [("", var only)]) return File.OpenRead(only);
        var archive = new FileStream(
            Path.Combine(Path.GetTempPath(), $"ctx-import-{Guid.NewGuid():N}.tar.gz"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await using (var zip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
            await using (var tar = new TarWriter(zip, TarEntryFormat.Pax))
            {
                foreach (var (inside, path) in Files)
                {
                    await using var content = File.OpenRead(path);
                    await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, inside) { DataStream = content, ModificationTime = new DateTimeOffset(File.GetLastWriteTimeUtc(path)) }, cancel);
                }
            }
            archive.Position = 0;
            return archive;
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }
    }

    private static (List<(string, string)> Files, int Others) Gather(string root)
    {
        var files = new List<(string, string)>();
        var others = 0;
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(root));
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var path in Directory.EnumerateFiles(folder))
            {
                if (EndsWith(path, SessionEndings)) files.Add(($"{name}/{Path.GetRelativePath(root, path).Replace('\\', '/')}", path));
                else others++;
            }
            foreach (var inner in Directory.EnumerateDirectories(folder))
            {
                // A link could lead in circles or out of what was meant.
                if (!NeverInside.Contains(Path.GetFileName(inner)) && new DirectoryInfo(inner).LinkTarget is null) folders.Push(inner);
            }
        }
        files.Sort((a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        return (files, others);
    }

    private static List<(string, string)> Unique(List<(string Inside, string Path)> files)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var result = new List<(string, string)>();
        foreach (var (inside, path) in files.Where(file => paths.Add(file.Path)))
        {
            var name = inside;
            for (var n = 2; !seen.Add(name); n++) name = $"{n}/{inside}";
            result.Add((name, path));
        }
        return result;
    }

    private static bool EndsWith(string path, string[] endings) => Array.Exists(endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
