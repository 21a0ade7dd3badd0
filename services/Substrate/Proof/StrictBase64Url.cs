using System.Buffers;
using System.Buffers.Text;

namespace Substrate.Proof;

/// <summary>Base64url without padding (RFC 7515, section 2). One text for each value: padding, white space, foreign characters and set unused bits are refused.</summary>
public static class StrictBase64Url
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }
        if (text.Length % 4 == 1) return false;
        var decoded = new byte[text.Length * 3 / 4];
        if (Base64Url.DecodeFromChars(text, decoded, out _, out var written) != OperationStatus.Done || written != decoded.Length) return false;
        if (!text.SequenceEqual(Encode(decoded))) return false;
        bytes = decoded;
        return true;
    }
}
