using System.Text.Json;
using Substrate.Json;

namespace Substrate.Proof;

/// <summary>
/// Signed after each annotation: how many there are and the head of their chain, so that the last ones cannot be cut off; and what of the run's row changes without a new revision.
/// </summary>
/// <param name="Marks">Column to its raw JSON text (<see cref="StoredRow.Marked"/>).</param>
public sealed record AnnotationSeal(Guid Run, int Count, string Head, IReadOnlyDictionary<string, string> Marks)
{
    public static byte[] Write(Guid run, int count, string head, IReadOnlyDictionary<string, string> marks) =>
        CanonicalJson.WriteValueUtf8(new { format = ProofSignature.AnnotationsType, version = 1, run, count, head, marks });

    public static AnnotationSeal? Read(byte[] payload)
    {
        if (!System.Text.Unicode.Utf8.IsValid(payload)) return null;
        try
        {
            using var parsed = JsonDocument.Parse(payload, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var json = parsed.RootElement;
            return json.GetProperty("format").GetString() == ProofSignature.AnnotationsType
                ? new AnnotationSeal(
                    json.GetProperty("run").GetGuid(), json.GetProperty("count").GetInt32(), json.GetProperty("head").GetString()!,
                    json.GetProperty("marks").EnumerateObject().ToDictionary(mark => mark.Name, mark => mark.Value.GetString()!, StringComparer.Ordinal))
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
