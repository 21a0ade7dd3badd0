using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Substrate.Json;

/// <summary>JSON that has no canonical form under RFC 8785. The message names the member or value at fault.</summary>
public sealed class CanonicalJsonException(string message, Exception? inner = null) : FormatException(message, inner);

/// <summary>
/// JSON Canonicalization Scheme, RFC 8785: members sorted by UTF-16 code units, ECMAScript number formatting, minimal escaping, UTF-8, no white space.
/// Refuses (<see cref="CanonicalJsonException"/>) duplicate member names, lone surrogates, and numbers outside IEEE 754 double range.
/// Numbers are doubles, as the RFC says: an integer beyond 2^53 is rounded to the nearest double.
/// </summary>
public static class CanonicalJson
{
    public static string Write(JsonElement value) => Encoding.UTF8.GetString(WriteUtf8(value));

    public static byte[] WriteUtf8(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        WriteElement(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Canonical text of any value, serialised in the platform's dialect first.</summary>
    public static string WriteValue<T>(T value) => Encoding.UTF8.GetString(WriteValueUtf8(value));

    public static byte[] WriteValueUtf8<T>(T value) => WriteUtf8(JsonSerializer.SerializeToElement(value, PlatformJson.Options));

    private static void WriteElement(JsonElement value, ArrayBufferWriter<byte> to)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, to);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) to.Write(","u8);
                    first = false;
                    WriteElement(item, to);
                }
                to.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteString(ReadString(value), to);
                break;
            case JsonValueKind.Number:
                WriteNumber(value, to);
                break;
            case JsonValueKind.True:
                to.Write("true"u8);
                break;
            case JsonValueKind.False:
                to.Write("false"u8);
                break;
            case JsonValueKind.Null:
                to.Write("null"u8);
                break;
            default:
                throw new CanonicalJsonException("There is no JSON value here to write.");
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> to)
    {
        var members = new List<(string Name, JsonElement Value)>();
        foreach (var member in value.EnumerateObject()) members.Add((ReadName(member), member.Value));
        members.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        to.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                if (string.Equals(members[i - 1].Name, members[i].Name, StringComparison.Ordinal))
                    throw new CanonicalJsonException($"The member \"{members[i].Name}\" appears more than once in one object.");
                to.Write(","u8);
            }
            WriteString(members[i].Name, to);
            to.Write(":"u8);
            WriteElement(members[i].Value, to);
        }
        to.Write("}"u8);
    }

    private static string ReadString(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new CanonicalJsonException("A string holds half of a surrogate pair, which is not Unicode text.", e);
        }
    }

    private static string ReadName(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new CanonicalJsonException("A member name holds half of a surrogate pair, which is not Unicode text.", e);
        }
    }

    private static void WriteNumber(JsonElement value, ArrayBufferWriter<byte> to)
    {
        var number = value.GetDouble();
        if (!double.IsFinite(number)) throw new CanonicalJsonException($"The number {value.GetRawText()} is outside the range of a double.");
        WriteNumber(number, to);
    }

    /// <summary>For writers of their own canonical form on hot paths; <paramref name="number"/> must be finite.</summary>
    public static void WriteNumber(double number, ArrayBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        Span<char> chars = stackalloc char[EcmaNumber.MaxLength];
        var length = EcmaNumber.Format(number, chars);
        var bytes = to.GetSpan(length);
        to.Advance(Encoding.ASCII.GetBytes(chars[..length], bytes));
    }

    private static readonly SearchValues<char> Escaped =
        SearchValues.Create("\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(code => (char)code)));

    /// <summary>An object whose members are all text.</summary>
    public static void WriteStrings(IEnumerable<KeyValuePair<string, string>> members, ArrayBufferWriter<byte> to)
    {
        to.Write("{"u8);
        var first = true;
        foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            to.Write(first ? default : ","u8);
            WriteString(name, to);
            to.Write(":"u8);
            WriteString(value, to);
            first = false;
        }

        to.Write("}"u8);
    }

    /// <summary>A string with its quotes, for writers of their own canonical form on hot paths.</summary>
    public static void WriteString(string text, ArrayBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write("\""u8);
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var plain = rest.IndexOfAny(Escaped);
            if (plain < 0) plain = rest.Length;
            WritePlain(rest[..plain], to);
            if (plain == rest.Length) break;
            WriteEscape(rest[plain], to);
            rest = rest[(plain + 1)..];
        }
        to.Write("\""u8);
    }

    private static void WritePlain(ReadOnlySpan<char> text, ArrayBufferWriter<byte> to)
    {
        if (text.Length == 0) return;
        try
        {
            var bytes = to.GetSpan(StrictUtf8.GetMaxByteCount(text.Length));
            to.Advance(StrictUtf8.GetBytes(text, bytes));
        }
        catch (EncoderFallbackException e)
        {
            throw new CanonicalJsonException("A string holds half of a surrogate pair, which is not Unicode text.", e);
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static void WriteEscape(char c, ArrayBufferWriter<byte> to)
    {
        switch (c)
        {
            case '"': to.Write("\\\""u8); break;
            case '\\': to.Write("\\\\"u8); break;
            case '\b': to.Write("\\b"u8); break;
            case '\t': to.Write("\\t"u8); break;
            case '\n': to.Write("\\n"u8); break;
            case '\f': to.Write("\\f"u8); break;
            case '\r': to.Write("\\r"u8); break;
            default:
                to.Write("\\u00"u8);
                to.Write([(byte)(c < 0x10 ? '0' : '1'), (byte)"0123456789abcdef"[c & 15]]);
                break;
        }
    }
}
