using System.Text.Json;
using Substrate.Json;

namespace Recorder.Domain;

/// <summary>A payload as text: a JSON string is itself, any other JSON value its RFC 8785 form.</summary>
internal readonly record struct Payload(string Text, bool IsJson)
{
    public static Payload OfText(string text) => new(text, false);

    public static Payload OfJson(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? new Payload(value.GetString()!, false) : new Payload(CanonicalJson.Write(value), true);

    /// <summary>For what others recorded: JSON that has no canonical form (a member twice, a number beyond double) is kept as the text it is.</summary>
    public static Payload OfRecorded(JsonElement value)
    {
        try
        {
            return OfJson(value);
        }
        catch (CanonicalJsonException)
        {
            return OfText(value.GetRawText());
        }
    }
}
