using System.Text.Json;
using Substrate.Json;

namespace Substrate.Proof;

/// <summary>Signed after each annotation: how many there are and the head of their chain, so that the last ones cannot be cut off.</summary>
public sealed record AnnotationSeal(Guid Run, int Count, string Head)
{
    public static byte[] Write(Guid run, int count, string head) => CanonicalJson.WriteValueUtf8(new { format = ProofSignature.AnnotationsType, version = 1, run, count, head });

    public static AnnotationSeal? Read(byte[] payload)
    {
        if (!System.Text.Unicode.Utf8.IsValid(payload)) return null;
        try
        {
            using var parsed = JsonDocument.Parse(payload, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var json = parsed.RootElement;
            return json.GetProperty("format").GetString() == ProofSignature.AnnotationsType
                ? new AnnotationSeal(json.GetProperty("run").GetGuid(), json.GetProperty("count").GetInt32(), json.GetProperty("head").GetString()!)
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
