using System.Buffers.Binary;

namespace Recorder.Features.Import;

/// <summary>One file of a zip, as its central directory tells of it.</summary>
internal sealed record ZipMember(string Name, int Method, bool IsEncrypted, bool IsLink, long Packed, long Size, long HeaderAt)
{
    private const int UnixHost = 3, FileTypeMask = 0xF000, SymbolicLink = 0xA000;
    private const ushort Zip64Extra = 1;

    public static ZipMember Read(byte[] entry, string name, ReadOnlySpan<byte> extra)
    {
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(20));
        long size = BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(24));
        long header = BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(42));
        if (size == uint.MaxValue || packed == uint.MaxValue || header == uint.MaxValue)
        {
            Widen(extra, ref size, ref packed, ref header);
        }

        var isLink = entry[5] == UnixHost && (BinaryPrimitives.ReadUInt16LittleEndian(entry.AsSpan(40)) & FileTypeMask) == SymbolicLink;
        return new ZipMember(name, BinaryPrimitives.ReadUInt16LittleEndian(entry.AsSpan(10)), (entry[8] & 1) != 0, isLink, packed, size, header);
    }

    // The zip64 field holds, in this order, those of the three that did not fit.
    private static void Widen(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long header)
    {
        while (extra.Length >= 4 && BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]) is var length && extra.Length >= 4 + length)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Zip64Extra)
            {
                var field = extra.Slice(4, length);
                Take(field, ref size, ref field);
                Take(field, ref packed, ref field);
                Take(field, ref header, ref field);
                return;
            }

            extra = extra[(4 + length)..];
        }

        static void Take(ReadOnlySpan<byte> from, ref long value, ref ReadOnlySpan<byte> rest)
        {
            if (value == uint.MaxValue && from.Length >= sizeof(long))
            {
                value = Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(from));
                rest = from[sizeof(long)..];
            }
        }
    }
}
