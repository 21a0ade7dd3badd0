using System.Formats.Tar;
using System.IO.Compression;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>
/// The files of an upload: of a zip, of a tar (gzip or plain), or the upload itself. Nothing is ever written under a name from inside, links are not
/// followed, and of the archives inside an archive only Inspect's logs are opened.
/// </summary>
internal static class SourceArchive
{
    public const int MaxEntries = 50_000;
    private const long MaxTotal = 2L << 30;
    private const long MaxRatio = 100;
    private const long AlwaysAllowed = 64L << 20;

    public static IEnumerable<ArchiveEntry> Entries(Stream upload, string name)
    {
        upload.Position = 0;
        var head = ArchiveKinds.Head(upload);
        upload.Position = 0;
        var budget = new InflationBudget(Math.Min(MaxTotal, upload.Length * MaxRatio + AlwaysAllowed));
        return ArchiveKinds.Of(head) switch
        {
            ArchiveKind.Zip => Zip(upload, name, budget),
            ArchiveKind.Tar => Tar(new InflatedStream(upload, budget), budget, leaveOpen: true),
            ArchiveKind.GZip => GZip(upload, name, budget),
            _ => [new ArchiveEntry(name, new InflatedStream(upload, budget))],
        };
    }

    private static IEnumerable<ArchiveEntry> GZip(Stream upload, string name, InflationBudget budget)
    {
        byte[] head;
        using (var probe = new GZipStream(upload, CompressionMode.Decompress, leaveOpen: true))
        {
            head = Guard(() => ArchiveKinds.Head(probe));
        }

        upload.Position = 0;
        var inflated = new InflatedStream(new GZipStream(upload, CompressionMode.Decompress, leaveOpen: true), budget);
        var plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return ArchiveKinds.Of(head) == ArchiveKind.Tar ? Tar(inflated, budget, leaveOpen: false) : ArchiveFile.Of(plain, inflated, budget);
    }

    // An upload is read more than once, verdicts first, so a tar that is the upload itself leaves it open.
    private static IEnumerable<ArchiveEntry> Tar(Stream stream, InflationBudget budget, bool leaveOpen)
    {
        using var tar = new TarReader(stream, leaveOpen);
        for (var count = 0; Guard(() => tar.GetNextEntry()) is { } entry; count++)
        {
            if (count >= MaxEntries)
            {
                throw new UnreadableSourceException($"The archive holds more than {MaxEntries} files; the rest was not read.");
            }

            var files = entry.EntryType switch
            {
                TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile =>
                    ArchiveFile.Of(entry.Name, entry.DataStream ?? Stream.Null, budget),
                TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes => [],
                TarEntryType.SymbolicLink or TarEntryType.HardLink => [new ArchiveEntry(entry.Name, null, ArchiveProblems.Link)],
                var other => [new ArchiveEntry(entry.Name, null, $"It is no file ({other}).")],
            };
            foreach (var file in files)
            {
                yield return file;
            }
        }
    }

    private static IEnumerable<ArchiveEntry> Zip(Stream upload, string name, InflationBudget budget)
    {
        var zip = Guard(() => ZipDirectory.Open(upload, MaxEntries));
        if (Guard(() => InspectArchive.Members(zip)) is { } log)
        {
            foreach (var sample in InspectArchive.Entries(name, zip, log, budget))
            {
                yield return sample;
            }

            yield break;
        }

        using var members = zip.Members().GetEnumerator();
        while (Guard(members.MoveNext))
        {
            var (content, problem) = zip.Content(members.Current, budget);
            foreach (var file in members.Current.Name.EndsWith('/') ? [] : content is null ? [new ArchiveEntry(members.Current.Name, null, problem)]
                : ArchiveFile.Of(members.Current.Name, content, budget))
            {
                yield return file;
            }

            content?.Dispose();
        }
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        // TarReader tells of a damaged header in several ways.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException or OverflowException or ArgumentException
            or InvalidOperationException)
        {
            throw new UnreadableSourceException("The archive breaks off or is damaged; files before that point were read.");
        }
    }
}
