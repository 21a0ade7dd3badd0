using System.Formats.Tar;
using System.IO.Compression;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <param name="Content">Forward-only; null when there is a problem.</param>
internal sealed record ArchiveEntry(string Path, Stream? Content, string? Problem = null);

/// <summary>The files of an upload: of a zip, of a tar (gzip or plain), or the upload itself. Nothing is ever written under a name from inside.</summary>
internal static class SourceArchive
{
    public const int MaxEntries = 50_000;
    private const long MaxTotal = 2L << 30;
    private const long MaxRatio = 100;
    private const long AlwaysAllowed = 64L << 20;

    public static IEnumerable<ArchiveEntry> Entries(Stream upload, string name)
    {
        upload.Position = 0;
        var head = new byte[512];
        var read = upload.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        upload.Position = 0;
        var budget = new InflationBudget(Math.Min(MaxTotal, upload.Length * MaxRatio + AlwaysAllowed));
        if (head.AsSpan(0, read).StartsWith("PK\x03\x04"u8) || head.AsSpan(0, read).StartsWith("PK\x05\x06"u8))
        {
            return Zip(upload, budget);
        }

        if (IsTar(head.AsSpan(0, read)))
        {
            return Tar(new InflatedStream(upload, budget));
        }

        return head.AsSpan(0, read).StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? GZip(upload, name, budget) : [new ArchiveEntry(name, new InflatedStream(upload, budget))];
    }

    private static IEnumerable<ArchiveEntry> GZip(Stream upload, string name, InflationBudget budget)
    {
        var head = new byte[512];
        int read;
        using (var probe = new GZipStream(upload, CompressionMode.Decompress, leaveOpen: true))
        {
            read = Guard(() => probe.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        }

        upload.Position = 0;
        var inflated = new InflatedStream(new GZipStream(upload, CompressionMode.Decompress, leaveOpen: true), budget);
        var plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return IsTar(head.AsSpan(0, read)) ? Tar(inflated) : [new ArchiveEntry(plain, inflated)];
    }

    private static IEnumerable<ArchiveEntry> Tar(Stream stream)
    {
        using var tar = new TarReader(stream);
        for (var count = 0; Guard(() => tar.GetNextEntry()) is { } entry; count++)
        {
            if (count >= MaxEntries)
            {
                throw new UnreadableSourceException($"The archive holds more than {MaxEntries} files; the rest was not read.");
            }

            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
            {
                yield return Entry(entry.Name, entry.DataStream ?? Stream.Null);
            }
        }
    }

    private static IEnumerable<ArchiveEntry> Zip(Stream stream, InflationBudget budget)
    {
        using var zip = Guard(() => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));
        var entries = Guard(() => zip.Entries);
        if (entries.Count > MaxEntries)
        {
            throw new UnreadableSourceException($"The archive holds more than {MaxEntries} files.");
        }

        foreach (var entry in entries.Where(e => !e.FullName.EndsWith('/')))
        {
            Stream? content = null;
            string? problem = null;
            try
            {
                content = new InflatedStream(entry.Open(), budget);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException)
            {
                problem = $"The entry cannot be unpacked: {e.Message}";
            }

            yield return content is null ? new ArchiveEntry(entry.FullName, null, problem) : Entry(entry.FullName, content);
            content?.Dispose();
        }
    }

    private static ArchiveEntry Entry(string name, Stream content)
    {
        var path = name.Replace('\\', '/');
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        return path.StartsWith('/') || path.Split('/').Contains("..", StringComparer.Ordinal)
            ? new ArchiveEntry(path, null, "The name points outside the archive; the file was not read.")
            : new ArchiveEntry(path, content);
    }

    private static bool IsTar(ReadOnlySpan<byte> head) => head.Length >= 262 && head[257..].StartsWith("ustar"u8);

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException or OverflowException or ArgumentException)
        {
            throw new UnreadableSourceException("The archive breaks off or is damaged; files before that point were read.");
        }
    }
}
