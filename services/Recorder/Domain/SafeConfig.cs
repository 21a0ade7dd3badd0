using System.Text.Json;
using Substrate.Redaction;

namespace Recorder.Domain;

/// <summary>A run's configuration as it may be stored: secrets out, no U+0000, which PostgreSQL's JSON cannot hold, and no deeper than an answer may be.</summary>
internal static class SafeConfig
{
    // Answers are at most 64 deep, and the configuration lies inside a run inside a page.
    private const int MaxDepth = 48;

    public static string? Of(JsonElement config, RedactionSettings settings)
    {
        var text = Redactor.Redact(Payload.OfRecorded(config).Text, settings).Text.Replace("\\u0000", "\\ufffd", StringComparison.Ordinal);
        try
        {
            using var parsed = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return text;
        }
        catch (JsonException)
        {
            // Too deep, or redaction took JSON syntax with it: better no configuration than a secret in it.
            return null;
        }
    }
}
