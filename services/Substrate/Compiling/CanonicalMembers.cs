using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Substrate.Json;

namespace Substrate.Compiling;

/// <summary>Members of canonical JSON (RFC 8785), each after the bytes that stand before its value.</summary>
internal static class CanonicalMembers
{
    /// <summary>Nothing for a value that is not there.</summary>
    public static void Text(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> before, string? value)
    {
        if (value is null) return;
        to.Write(before);
        // Half of a surrogate pair becomes U+FFFD, as in all JSON that we write.
        CanonicalJson.WriteString(value.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)) : value, to);
    }

    /// <exception cref="ArgumentException">It is no number that JSON has.</exception>
    public static void Number(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> before, double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentException("A weight, score or confidence of an item is not a finite number.", nameof(value));
        to.Write(before);
        CanonicalJson.WriteNumber(value, to);
    }

    /// <summary>As System.Text.Json writes it.</summary>
    public static void Time(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> before, DateTimeOffset at) =>
        Text(to, before, at.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));

    public static void Value<T>(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> before, T value)
    {
        to.Write(before);
        to.Write(CanonicalJson.WriteValueUtf8(value));
    }

    public static void Word<T>(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> before, T value) where T : struct, Enum
    {
        to.Write(before);
        to.Write(Names<T>.Of[value]);
    }

    private static class Names<T> where T : struct, Enum
    {
        public static Dictionary<T, byte[]> Of { get; } = Enum.GetValues<T>().ToDictionary(value => value, value => Encoding.ASCII.GetBytes($"\"{JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString())}\""));
    }
}
