using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Substrate.Json;

namespace Substrate.Hashing;

/// <summary>SHA-256 content ids: 64 lower-case hex digits.</summary>
public static class ContentHash
{
    public const int Length = 64;

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Hash of the text's UTF-8 bytes, without a byte order mark.</summary>
    public static string Of(string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return Of(buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Hash of the value's RFC 8785 canonical JSON.</summary>
    public static string OfJson<T>(T value) => Of(CanonicalJson.WriteValueUtf8(value));
}
