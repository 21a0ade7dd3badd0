using System.Diagnostics;

namespace House.Tests.Reading;

/// <summary>The repository's files as git sees them: tracked, and new ones that are not ignored.</summary>
internal static class Repository
{
    private static readonly string[] Binary = [".png", ".ico", ".woff", ".woff2", ".gz", ".zip", ".br", ".tgz", ".jpg", ".bin"];
    private const int LargestText = 4_000_000;

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Paths { get; } = List();

    public static IReadOnlyList<SourceFile> Files { get; } =
        [.. Paths.Where(IsText).Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Root, path))))];

    public static IReadOnlyList<SourceFile> CSharp { get; } =
        [.. Files.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal))];

    private static bool IsText(string path) =>
        !Binary.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        && new FileInfo(Path.Combine(Root, path)) is { Exists: true, Length: <= LargestText };

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException("Platform.sln was not found above the test's folder.");
    }

    private static List<string> List()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        {
            WorkingDirectory = Root, RedirectStandardOutput = true, UseShellExecute = false,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)]
            : throw new InvalidOperationException("The walls read what git lists: run the tests inside a clone.");
    }
}
