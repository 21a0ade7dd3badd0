using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>Reading other people's JSON: what is missing or of another type is absent, not an error.</summary>
internal static class SourceJson
{
    public const int MaxDepth = 256;

    public static JsonDocumentOptions Options { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>For what was put together here from parts of documents.</summary>
    public static JsonDocumentOptions Nested { get; } = new() { MaxDepth = MaxDepth + 8 };

    /// <summary>
    /// Makes bytes decodable in place where that is possible: a lone surrogate escape (tool output cut in the middle of a character)
    /// becomes U+FFFD, as do bytes that are not UTF-8.
    /// </summary>
    public static Memory<byte> MakeReadable(Memory<byte> json)
    {
        var span = json.Span;
        for (var at = 0; ;)
        {
            var next = span[at..].IndexOf((byte)'\\');
            if (next < 0 || at + next + 1 >= span.Length)
            {
                break;
            }

            at += next;
            if (span[at + 1] != 'u' || !IsSurrogate(span, at, high: true, low: true))
            {
                at += 2;
            }
            else if (IsSurrogate(span, at, high: true, low: false) && IsSurrogate(span, at + 6, high: false, low: true))
            {
                at += 12;
            }
            else
            {
                "fffd"u8.CopyTo(span[(at + 2)..]);
                at += 6;
            }
        }

        return System.Text.Unicode.Utf8.IsValid(span) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(span));
    }

    private static bool IsSurrogate(ReadOnlySpan<byte> json, int at, bool high, bool low)
    {
        if (at + 6 > json.Length || json[at] != '\\' || json[at + 1] != 'u' || (json[at + 2] | 0x20) != 'd')
        {
            return false;
        }

        // Only letters change under | 0x20: the digits have that bit set already.
        return (json[at + 3] | 0x20) switch
        {
            '8' or '9' or 'a' or 'b' => high,
            'c' or 'd' or 'e' or 'f' => low,
            _ => false,
        };
    }

    public static JsonElement? Get(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    public static string? Text(this JsonElement value, string name) =>
        value.Get(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    public static long? Number(this JsonElement value, string name) =>
        value.Get(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetDouble(out var n) && Math.Abs(n) < 1e15 ? (long)n : null;

    /// <summary>How many of something; a negative number of them is absent.</summary>
    public static long? Count(this JsonElement value, string name) => value.Number(name) is >= 0 and var n ? n : null;

    public static bool Flag(this JsonElement value, string name) => value.Get(name) is { ValueKind: JsonValueKind.True };

    public static decimal? Money(this JsonElement value, string name) =>
        value.Get(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetDouble(out var n) && n is >= 0 and < 1e9 ? (decimal)n : null;

    public static IEnumerable<JsonElement> Items(this JsonElement value, string name) =>
        value.Get(name) is { ValueKind: JsonValueKind.Array } member ? member.EnumerateArray() : [];

    public static IEnumerable<JsonProperty> Members(this JsonElement value) => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];

    /// <summary>ISO 8601 text, or seconds since 1970. A clock that is years off is kept as it was; before 1970 nothing was recorded.</summary>
    public static DateTimeOffset? Instant(this JsonElement value, string name) => value.Get(name) switch
    {
        { ValueKind: JsonValueKind.String } text
            when DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at >= DateTimeOffset.UnixEpoch => at,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var seconds) && seconds is > 0 and < 253402300799d =>
            DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)),
        _ => null,
    };

    /// <summary>A message's content as one text: a string, or the text blocks of an array joined by newlines; null when there are other blocks too.</summary>
    public static string? PlainText(this JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString();
        }

        if (content.ValueKind != JsonValueKind.Array || !content.EnumerateArray().All(b => b.ValueKind == JsonValueKind.String || b.Text("text") is not null))
        {
            return null;
        }

        return string.Join('\n', content.EnumerateArray().Select(b => b.ValueKind == JsonValueKind.String ? b.GetString() : b.Text("text")));
    }

    /// <summary>Whether a content that is an array has a block of that type.</summary>
    public static bool HasBlock(this JsonElement content, string type) =>
        content.ValueKind == JsonValueKind.Array && content.EnumerateArray().Any(b => b.Text("type") == type);

    /// <summary>The last part of a path of any system: what a working directory is called.</summary>
    public static string? LastFolder(string? path) => path?.TrimEnd('/', '\\').Split('/', '\\')[^1] is { Length: > 0 } folder ? folder : null;

    public static Payload? Content(this JsonElement value, string name) => value.Get(name) switch
    {
        null => null,
        { } content => content.PlainText() is { } text ? Payload.OfText(text) : Payload.OfRecorded(content),
    };

    /// <summary>Arguments that a provider sends as JSON inside a string. A model may write some that are not JSON; what it wrote is the record.</summary>
    public static Payload Arguments(JsonElement? arguments) => arguments switch
    {
        null => new Payload("{}", true),
        { ValueKind: JsonValueKind.String } text => Embedded(text) is { } parsed ? Payload.OfRecorded(parsed) : Payload.OfText(text.GetString()!),
        { } value => Payload.OfRecorded(value),
    };

    /// <summary>An object of members that lie elsewhere in the source.</summary>
    public static JsonElement Object(params IEnumerable<(string Name, JsonElement Value)> members) => Made(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    public static JsonElement Array(IEnumerable<JsonElement> items) => Made(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    });

    /// <summary>A value put together here. What the source allows to be deep may come to lie a little deeper in it.</summary>
    public static JsonElement Made(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        using var made = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = 2 * MaxDepth });
        return made.RootElement.Clone();
    }

    /// <summary>JSON kept inside a JSON string; null when it is none.</summary>
    public static JsonElement? Embedded(JsonElement text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(MakeReadable(Encoding.UTF8.GetBytes(text.GetString()!)), Options);
            return parsed.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
