using System.Text;
using System.Text.RegularExpressions;
using Substrate.Hygiene;

namespace Cli.Auditing;

/// <param name="File">Name of the file as it was given.</param>
internal sealed record UnreadFile(string File, string Reason);

/// <summary>The files below a path that hold memories or instructions of agents, read as what they are.</summary>
internal static partial class StoreFiles
{
    private const long Largest = 16L << 20;
    private static readonly string[] Markdown = [".md", ".mdc", ".markdown"];
    private static readonly string[] Json = [".json", ".jsonl"];
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static (IReadOnlyList<StoredFile> Read, IReadOnlyList<UnreadFile> Unread) Under(string path, CancellationToken cancel)
    {
        var (read, unread) = (new List<StoredFile>(), new List<UnreadFile>());
        foreach (var file in Files(path))
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                if (new FileInfo(file).Length > Largest) unread.Add(new(file, $"It is larger than {Largest >> 20} MB."));
                else if (Strict.GetString(File.ReadAllBytes(file)) is var text && (file == path || !Is(file, Json) || Memory().IsMatch(text))) read.Add(Of(file, text));
            }
            catch (DecoderFallbackException e)
            {
                unread.Add(new(file, $"It is not UTF-8: byte {e.Index}."));
            }
            catch (Exception e) when (e is StoreFormatException or IOException or UnauthorizedAccessException)
            {
                unread.Add(new(file, e.Message));
            }
        }
        return (read, unread);
    }

    private static StoredFile Of(string file, string text) => Is(file, Json) ? ExportedNotes.Read(file, text) : MarkdownNotes.Read(file, text);

    /// <summary>A file is read whatever it is called; of a folder those with Markdown's endings, .cursorrules, and of JSON what has a field of an export. What is fetched or built into it is not looked into.</summary>
    private static IEnumerable<string> Files(string path)
    {
        if (File.Exists(path)) return [path];
        HashSet<string> skipped = [".git", "node_modules", .. RepositoryFiles.NotKept(path)];
        return new DirectoryInfo(path).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => Path.GetRelativePath(path, file.FullName))
            .Where(file => !file.Split('/', '\\').Any(skipped.Contains) && (Is(file, Markdown) || Is(file, Json) || Path.GetFileName(file) == ".cursorrules"))
            .Order(StringComparer.Ordinal).Select(file => Path.Join(path, file));
    }

    [GeneratedRegex("\"memory\"\\s*:\\s*\"", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Memory();

    private static bool Is(string file, string[] endings) => endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
