using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>
/// A zip read member by member, off its central directory (APPNOTE.TXT 6.3.10, zip64 included). .NET's own reader builds a list of all members first,
/// however many there are, and does not know zstd, in which newer writers pack.
/// </summary>
internal sealed class ZipDirectory
{
    private const int Stored = 0, Deflated = 8, Zstandard = 93, ZstandardOld = 20;
    private const int EndBytes = 22, Zip64LocatorBytes = 20, Zip64EndBytes = 56, EntryBytes = 46, HeaderBytes = 30;

    private readonly Stream zip;
    private readonly long count;
    private readonly long start;

    private ZipDirectory(Stream zip, long count, long start) => (this.zip, this.count, this.start) = (zip, count, start);

    /// <exception cref="InvalidDataException">The archive has no end, or an impossible one.</exception>
    /// <exception cref="UnreadableSourceException">It says that it has more members than <paramref name="most"/>.</exception>
    public static ZipDirectory Open(Stream zip, int most)
    {
        var tail = Bytes(zip, Math.Max(0, zip.Length - EndBytes - ushort.MaxValue), (int)Math.Min(zip.Length, EndBytes + ushort.MaxValue));
        var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || tail.Length - at < EndBytes)
        {
            throw new InvalidDataException("The archive's directory is missing.");
        }

        var end = tail.AsSpan(at);
        long members = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long directory = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if ((members == ushort.MaxValue || directory == uint.MaxValue) && at >= Zip64LocatorBytes && tail.AsSpan(at - Zip64LocatorBytes).StartsWith("PK\x06\x07"u8))
        {
            var wide = Bytes(zip, BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(at - Zip64LocatorBytes + 8)), Zip64EndBytes);
            members = BinaryPrimitives.ReadInt64LittleEndian(wide.AsSpan(32));
            directory = BinaryPrimitives.ReadInt64LittleEndian(wide.AsSpan(48));
        }

        // Known before any member is read: a million of them cost nothing.
        if (members > most)
        {
            throw new UnreadableSourceException($"The archive holds more than {most} files.");
        }

        return members >= 0 && directory >= 0 && directory <= zip.Length ? new ZipDirectory(zip, members, directory) : throw new InvalidDataException("The archive's directory lies outside it.");
    }

    public IEnumerable<ZipMember> Members()
    {
        var at = start;
        for (var n = 0L; n < count; n++)
        {
            var fixedPart = Bytes(zip, at, EntryBytes);
            if (!fixedPart.AsSpan().StartsWith("PK\x01\x02"u8))
            {
                throw new InvalidDataException("The archive's directory breaks off.");
            }

            var (name, extra, comment) = (Short(fixedPart, 28), Short(fixedPart, 30), Short(fixedPart, 32));
            var rest = Bytes(zip, at + EntryBytes, name + extra);
            at += EntryBytes + name + extra + comment;
            yield return ZipMember.Read(fixedPart, Encoding.UTF8.GetString(rest, 0, name), rest.AsSpan(name));
        }
    }

    /// <summary>The member's bytes, unpacked, forward-only and counted; or what stands in the way.</summary>
    public (Stream? Content, string? Problem) Content(ZipMember member, InflationBudget budget)
    {
        if (member.IsLink)
        {
            return (null, ArchiveProblems.Link);
        }

        try
        {
            return (new InflatedStream(Unpacked(member), budget, member.Size), null);
        }
        catch (Exception e) when (e is InvalidDataException or UnreadableSourceException)
        {
            return (null, $"The entry cannot be unpacked: {e.Message}");
        }
    }

    private Stream Unpacked(ZipMember member)
    {
        if (member.IsEncrypted)
        {
            throw new InvalidDataException("it is encrypted.");
        }

        var header = Bytes(zip, member.HeaderAt, HeaderBytes);
        var from = member.HeaderAt + HeaderBytes + Short(header, 26) + Short(header, 28);
        if (!header.AsSpan().StartsWith("PK\x03\x04"u8) || member.Packed > zip.Length - from)
        {
            throw new InvalidDataException("it is not where the archive's directory says.");
        }

        var packed = new ZipSection(zip, from, member.Packed);
        return member.Method switch
        {
            Stored => packed,
            Deflated => new DeflateStream(packed, CompressionMode.Decompress),
            Zstandard or ZstandardOld => ZstdStream.Over(packed),
            var other => throw new InvalidDataException($"compression method {other} is not known; stored, deflate and zstd are."),
        };
    }

    private static int Short(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static byte[] Bytes(Stream zip, long at, int count)
    {
        if (at < 0 || at > zip.Length - count)
        {
            throw new InvalidDataException("The archive breaks off.");
        }

        var bytes = new byte[count];
        zip.Position = at;
        zip.ReadExactly(bytes);
        return bytes;
    }
}
