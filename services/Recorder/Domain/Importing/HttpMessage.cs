using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>Requests and responses as cassettes keep them.</summary>
internal static class HttpMessage
{
    private const int MaxBody = 64 << 20;

    /// <summary>
    /// The body: <c>parsed_body</c>, or <c>body</c> as text, or inside <c>body.string</c> or <c>body.base64_string</c>, unpacked when it was compressed.
    /// JSON comes parsed, anything else as a JSON string; null when there is none.
    /// </summary>
    public static JsonElement? Body(JsonElement message)
    {
        if (message.Get("parsed_body") is { } parsed)
        {
            return parsed;
        }

        if (message.Get("body") is not { } body)
        {
            return null;
        }

        var text = body.ValueKind == JsonValueKind.String ? body
            : (body.Get("base64_string") ?? (body.Get("string") ?? default).Get("base64_string")) is { ValueKind: JsonValueKind.String } packed
                ? JsonSerializer.SerializeToElement(Unpacked(packed.GetString()!, Header(message, "content-encoding")))
            : body.Get("string") ?? body;
        return text.ValueKind != JsonValueKind.String ? text
            : text.GetString() is not { Length: > 0 } said ? null
            : said.TrimStart() is ['{' or '[', ..] && SourceJson.Embedded(text) is { } json ? json
            : text;
    }

    /// <summary>The first value of a header, or null.</summary>
    public static string? Header(JsonElement message, string name)
    {
        var value = (message.Get("headers") ?? default).Members().FirstOrDefault(h => string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase)).Value;
        value = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().FirstOrDefault() : value;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    public static DateTimeOffset? Date(JsonElement response) =>
        DateTimeOffset.TryParse(Header(response, "date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at >= DateTimeOffset.UnixEpoch ? at : null;

    private static string Unpacked(string base64, string? encoding)
    {
        try
        {
            var bytes = Convert.FromBase64String(base64);
            using var packed = new MemoryStream(bytes);
            using var stream = bytes is [0x1f, 0x8b, ..] ? new GZipStream(packed, CompressionMode.Decompress)
                : encoding?.Trim().ToLowerInvariant() switch
                {
                    "br" => new BrotliStream(packed, CompressionMode.Decompress),
                    "deflate" => new ZLibStream(packed, CompressionMode.Decompress),
                    _ => (Stream)packed,
                };
            using var plain = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                if (plain.Length + read > MaxBody)
                {
                    return base64;
                }

                plain.Write(buffer, 0, read);
            }

            var text = Encoding.UTF8.GetString(plain.GetBuffer(), 0, (int)plain.Length);
            // Bytes that are no text stay as they were written.
            return text.Contains('\uFFFD') ? base64 : text;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or InvalidOperationException or IOException)
        {
            return base64;
        }
    }
}
