using System.Buffers.Binary;
using System.Buffers.Text;

namespace ServiceDefaults.Http;

/// <summary>Opaque page cursors: base64url of (UTC ticks, id), or of a number.</summary>
public static class Cursor
{
    public static string Encode(DateTimeOffset at, Guid id)
    {
        Span<byte> bytes = stackalloc byte[24];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.UtcTicks);
        id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryDecode(string? text, out DateTimeOffset at, out Guid id)
    {
        (at, id) = (default, default);
        Span<byte> bytes = stackalloc byte[24];
        if (!TryBytes(text, bytes)) return false;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks) return false;
        at = new DateTimeOffset(ticks, TimeSpan.Zero);
        id = new Guid(bytes[8..], bigEndian: true);
        return true;
    }

    public static string Encode(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryDecode(string? text, out long number)
    {
        number = 0;
        Span<byte> bytes = stackalloc byte[8];
        if (!TryBytes(text, bytes)) return false;
        number = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return true;
    }

    private static bool TryBytes(string? text, Span<byte> bytes) =>
        text is not null && text.Length == (bytes.Length * 8 + 5) / 6 && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == bytes.Length;
}
