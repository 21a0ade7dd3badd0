using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Storage;
using Substrate.Redaction;

namespace Recorder.Features.Import;

/// <summary>Labels of a run (a failure's step, a score, a reason) as annotations of kind <c>label</c>; the same label twice is one.</summary>
internal static class RunLabels
{
    private const string Kind = "label";

    public static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, IEnumerable<RunLabel> labels, RedactionSettings settings,
        KeyRing ring, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var (id, reference, data) in labels.Select(label => Read(runId, label, settings)))
        {
            await AnnotationWriter.AddAsync(connection, transaction, orgId, runId, id, Kind, reference, data, settings, now, ring, ct);
        }
    }

    /// <summary>The annotation chain of a run that has no other yet.</summary>
    public static IReadOnlyList<NewAnnotation> Chained(Guid runId, IReadOnlyCollection<RunLabel> labels, RedactionSettings settings, DateTimeOffset now)
    {
        var chain = new List<NewAnnotation>(labels.Count);
        foreach (var (id, reference, data) in labels.Select(label => Read(runId, label, settings)).DistinctBy(label => label.Id))
        {
            chain.Add(AnnotationWriter.Next(runId, chain.LastOrDefault(), id, Kind, reference, data, settings, now));
        }

        return chain;
    }

    private static (Guid Id, string Reference, object Data) Read(Guid runId, RunLabel label, RedactionSettings settings)
    {
        var name = SafeText.Label(label.Name, settings)!;
        var value = SafeText.Of(label.Value, settings);
        return (IdOf(runId, label.Seq, name, value), label.Seq is { } seq ? $"step {seq}" : "run", new { seq = label.Seq, name, value });
    }

    // The same import again, or a longer copy of the session, says the same label: it must have the same id.
    private static Guid IdOf(Guid runId, int? seq, string name, string? value)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"label\n{runId:N}\n{seq}\n{name}\n{value}"));
        BinaryPrimitives.WriteUInt16BigEndian(hash.AsSpan(6), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(hash.AsSpan(6)) & 0x0fff | 0x8000));
        hash[8] = (byte)(hash[8] & 0x3f | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
