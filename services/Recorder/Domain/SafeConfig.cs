using System.Text.Json;
using Substrate.Redaction;

namespace Recorder.Domain;

/// <summary>A run's configuration as it may be stored: secrets out, and no U+0000, which PostgreSQL's JSON cannot hold.</summary>
internal static class SafeConfig
{
    public static string? Of(JsonElement config, RedactionSettings settings)
    {
        var text = Redactor.Redact(Payload.OfRecorded(config).Text, settings).Text.Replace("\\u0000", "\\ufffd", StringComparison.Ordinal);
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return text;
        }
        catch (JsonException)
        {
            // Redaction took JSON syntax with it: better no configuration than a secret in it.
            return null;
        }
    }
}
