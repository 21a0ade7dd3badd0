using System.Buffers;
using System.Text.Json;
using Substrate.Json;

namespace Substrate.Proof;

/// <summary>
/// Signed after each annotation: how many there are and the head of their chain, so that the last ones cannot be cut off; and what of the run's row changes without a new revision.
/// </summary>
/// <param name="Marks">Column to its raw JSON text (<see cref="StoredRow.Marked"/>).</param>
public sealed record AnnotationSeal(Guid Run, int Count, string Head, IReadOnlyDictionary<string, string> Marks)
{
    public static byte[] Write(Guid run, int count, string head, IReadOnlyDictionary<string, string> marks)
    {
        // Member by member in the order of RFC 8785: every seal of a run has one of these beside it.
        var to = new ArrayBufferWriter<byte>(512);
        to.Write("{\"count\":"u8);
        CanonicalJson.WriteNumber(count, to);
        to.Write(",\"format\":"u8);
        CanonicalJson.WriteString(ProofSignature.AnnotationsType, to);
        to.Write(",\"head\":"u8);
        CanonicalJson.WriteString(head, to);
        to.Write(",\"marks\":"u8);
        CanonicalJson.WriteStrings(marks, to);
        to.Write(",\"run\":"u8);
        CanonicalJson.WriteString(run.ToString("D"), to);
        to.Write(",\"version\":1}"u8);
        return to.WrittenSpan.ToArray();
    }

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
