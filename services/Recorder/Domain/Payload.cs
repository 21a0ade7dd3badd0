using System.Text.Json;
using Substrate.Json;

namespace Recorder.Domain;

/// <summary>A payload as text: a JSON string is itself, any other JSON value its RFC 8785 form.</summary>
internal readonly record struct Payload(string Text, bool IsJson)
{
    public static Payload OfText(string text) => new(text, false);

    public static Payload OfJson(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? new Payload(value.GetString()!, false) : new Payload(CanonicalJson.Write(value), true);
}
