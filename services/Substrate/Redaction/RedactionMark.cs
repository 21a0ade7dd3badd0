using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Substrate.Redaction;

/// <summary>
/// What stands where a secret was: <c>[redacted:kind:1a2b3c4d]</c>, the first 8 hex digits of HMAC-SHA256(key, kind + 0x00 + value).
/// Equal secrets leave equal marks; 32 bits tell them apart within an organisation and give nothing back.
/// </summary>
internal static partial class RedactionMark
{
    public const string Prefix = "[redacted:";

    public static string Of(string kind, ReadOnlySpan<char> value, ReadOnlySpan<byte> key)
    {
        var message = new byte[Encoding.UTF8.GetByteCount(kind) + 1 + Encoding.UTF8.GetByteCount(value)];
        var length = Encoding.UTF8.GetBytes(kind, message);
        Encoding.UTF8.GetBytes(value, message.AsSpan(length + 1));
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, hash);
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{kind}:{Convert.ToHexStringLower(hash[..4])}]");
    }

    /// <summary>Marks in the text, left to right; also those of older versions, which had no hash.</summary>
    public static List<Range> In(string text)
    {
        var marks = new List<Range>();
        if (!text.Contains(Prefix, StringComparison.Ordinal)) return marks;
        foreach (var match in Shape().EnumerateMatches(text)) marks.Add(match.Index..(match.Index + match.Length));
        return marks;
    }

    [GeneratedRegex(@"\[redacted:[a-z0-9_-]{1,80}(:[0-9a-f]{8})?\]", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
