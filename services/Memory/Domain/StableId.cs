using System.Security.Cryptography;
using System.Text;

namespace Memory.Domain;

/// <summary>An id that follows from what it names (a UUIDv8 of RFC 9562, from SHA-256), so that doing the same work again meets the same row.</summary>
internal static class StableId
{
    public static Guid Of(params ReadOnlySpan<string> parts)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.ToArray())));
        var id = bytes.AsSpan(0, 16);
        id[6] = (byte)(id[6] & 0x0F | 0x80);
        id[8] = (byte)(id[8] & 0x3F | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
