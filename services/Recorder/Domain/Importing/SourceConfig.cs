using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>A run's configuration put together from the places where a file keeps it.</summary>
internal static class SourceConfig
{
    /// <summary>The given members that are there, as a JSON object; null when none is.</summary>
    public static string? Of(params ReadOnlySpan<(string Name, JsonElement? Value)> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = SourceJson.Nested.MaxDepth });
        var any = false;
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            if (value is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } given)
            {
                any = true;
                writer.WritePropertyName(name);
                given.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return any ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }
}
