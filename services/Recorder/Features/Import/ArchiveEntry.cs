using Recorder.Storage;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <param name="Content">Forward-only; null when there is a problem.</param>
internal sealed record ArchiveEntry(string Path, Stream? Content, string? Problem = null);

internal static class ArchiveProblems
{
    public const string Damaged = "The file breaks off or is damaged inside its archive.";
    public const string Link = "It is a link; what it points to is read where it lies itself.";
    public const string Nested = "It is an archive inside an archive; import it on its own.";
}

internal static class ArchiveFile
{
    /// <summary>An entry under a name that is safe, and as what it is.</summary>
    public static IEnumerable<ArchiveEntry> Of(string name, Stream content, InflationBudget budget)
    {
        var path = name.Replace('\\', '/');
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        if (path.StartsWith('/') || path is [_, ':', ..] || path.Split('/').Contains("..", StringComparer.Ordinal))
        {
            return [new ArchiveEntry(path, null, "The name points outside the archive; the file was not read.")];
        }

        byte[] head;
        try
        {
            head = ArchiveKinds.Head(content);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return [new ArchiveEntry(path, null, ArchiveProblems.Damaged)];
        }

        var whole = new JoinedStream(new MemoryStream(head), content);
        return ArchiveKinds.Of(head) switch
        {
            ArchiveKind.None => [new ArchiveEntry(path, whole)],
            ArchiveKind.Zip => Inner(path, whole, budget),
            _ => [new ArchiveEntry(path, null, ArchiveProblems.Nested)],
        };
    }

    private static IEnumerable<ArchiveEntry> Inner(string path, Stream content, InflationBudget budget)
    {
        using var file = TemporaryFiles.Create();
        var problem = ArchiveProblems.Nested;
        ZipDirectory? zip = null;
        IReadOnlyList<ZipMember>? log = null;
        try
        {
            content.CopyTo(file);
            zip = ZipDirectory.Open(file, SourceArchive.MaxEntries);
            log = InspectArchive.Members(zip);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or UnreadableSourceException)
        {
            problem = e is UnreadableSourceException ? e.Message : ArchiveProblems.Damaged;
        }

        foreach (var entry in log is null ? [new ArchiveEntry(path, null, problem)] : InspectArchive.Entries(path, zip!, log, budget))
        {
            yield return entry;
        }
    }
}
