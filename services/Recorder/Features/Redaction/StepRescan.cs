using System.Text;
using Recorder.Domain;
using Recorder.Storage;
using Substrate.Hashing;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Features.Redaction;

/// <summary>A recorded step after another look: its row with new texts, payload hashes and content hash, and what was found.</summary>
internal sealed record StepRescan(StepRow Row, IReadOnlyList<StoredPayload> Payloads, IReadOnlyList<PayloadRedaction> Found)
{
    /// <summary>Null when nothing is found: such a step stays as it is.</summary>
    /// <param name="payloads">The step's payloads by hash.</param>
    /// <param name="before">What was taken out of the step earlier.</param>
    public static StepRescan? Of(StepRow row, IReadOnlyDictionary<string, StoredPayload> payloads, IEnumerable<RedactionContent> before, RedactionSettings settings)
    {
        var found = new List<PayloadRedaction>();
        var written = new List<StoredPayload>();
        var (input, output, args, result) = (Again("input", row.InputHash), Again("output", row.OutputHash), Again("args", row.ArgsHash), Again("result", row.ResultHash));
        var again = row with
        {
            InputHash = input, OutputHash = output, ArgsHash = args, ResultHash = result, Error = SafeText.Of(row.Error, "error", settings, found),
            Name = SafeText.Of(row.Name, "name", settings, found), Model = SafeText.Of(row.Model, "model", settings, found),
            CallId = SafeText.Of(row.CallId, "callId", settings, found), Tool = SafeText.Of(row.Tool, "tool", settings, found),
        };
        return found.Count == 0 ? null : new StepRescan(again with { ContentHash = again.Content(before.Concat(found.Select(f => new RedactionContent(f.Field, f.Kind, f.Count)))).Hash() }, written, found);

        string? Again(string field, string? hash)
        {
            if (hash is null || Redactor.Redact(payloads[hash].Text, settings) is not { Findings.Count: > 0 } redacted)
            {
                return hash;
            }

            found.AddRange(redacted.Findings.Select(f => new PayloadRedaction(field, f.Kind, f.Count)));
            written.Add(StoredPayload.Of(redacted.Text));
            return written[^1].Hash;
        }
    }

    /// <summary>The payloads of some steps as text; false with the step that has one missing or damaged.</summary>
    public static bool TryRead(IEnumerable<StepRow> steps, IReadOnlyDictionary<string, StoredBlob> blobs, out Dictionary<string, StoredPayload> payloads, out int damaged)
    {
        (payloads, damaged) = (new Dictionary<string, StoredPayload>(StringComparer.Ordinal), -1);
        foreach (var step in steps)
        {
            foreach (var hash in step.Payloads())
            {
                if (payloads.ContainsKey(hash))
                {
                    continue;
                }

                if (!blobs.TryGetValue(hash, out var blob) || BlobCodec.Unpack(blob.Encoding, blob.Data, blob.Length) is not { } bytes || ContentHash.Of(bytes) != hash)
                {
                    damaged = step.Seq;
                    return false;
                }

                payloads[hash] = new StoredPayload(hash, Encoding.UTF8.GetString(bytes));
            }
        }

        return true;
    }
}
