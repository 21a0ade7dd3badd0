using System.Text;
using System.Text.Json;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Substrate.Proof;
using Substrate.Redaction;

namespace Recorder.Features.Import;

/// <summary>What a verified bundle holds, a part at a time.</summary>
internal sealed class BundleContents(BundleArchive bundle, BundleManifest manifest)
{
    private const int BatchChars = 8 << 20;

    private readonly Dictionary<string, long> lengths = manifest.Members.ToDictionary(member => member.Name, member => member.Length, StringComparer.Ordinal);

    public StoredRun Run(BundledRun run) => BundleRun.Read(bundle, run) ?? throw new UnreadableSourceException("A run of the bundle cannot be read.");

    public IEnumerable<(StoredRow Row, IReadOnlyList<StoredRow> Redactions)> Steps(BundledRun run)
    {
        foreach (var line in Lines(run.Prefix + BundleRun.Steps))
        {
            var json = StoredRow.Parse(line);
            var row = StoredRow.Read(json);
            var redactions = json.TryGetProperty("redactions", out var list) ? list.EnumerateArray().Select(r => Redaction(run.Id, row.Columns["seq"], r)).ToList() : [];
            yield return (new StoredRow(row.Columns.Where(column => column.Key != "redactions").ToDictionary()), redactions);
        }
    }

    public IReadOnlyList<StoredRow> Annotations(BundledRun run) => [.. Lines(run.Prefix + BundleRun.Annotations).Select(line => StoredRow.Read(StoredRow.Parse(line)))];

    /// <summary>The payloads of a run, in batches that fit into memory.</summary>
    public IEnumerable<List<StoredPayload>> Payloads(BundledRun run)
    {
        var (batch, chars) = (new List<StoredPayload>(), 0);
        foreach (var hash in Lines(run.Prefix + BundleRun.Steps).SelectMany(line => StoredStep.Read(StoredRow.Parse(line)).Payloads).Select(p => p.Hash).Distinct(StringComparer.Ordinal))
        {
            var text = Text(hash);
            batch.Add(new StoredPayload(hash, text));
            if ((chars += text.Length) >= BatchChars)
            {
                yield return batch;
                (batch, chars) = ([], 0);
            }
        }

        yield return batch;
    }

    /// <summary>The first text in which a secret is found, by the rules that everything is stored under.</summary>
    public (string Where, string Kind)? FirstSecret()
    {
        foreach (var run in manifest.Runs)
        {
            var row = Run(run).Row;
            foreach (var column in new[] { "task", "config", "checks" })
            {
                if (Kind(row.Text(column) ?? row.Columns.GetValueOrDefault(column)) is { } kind)
                {
                    return ($"{run.Prefix}{BundleRun.Run}, {column},", kind);
                }
            }

            foreach (var (step, _) in Steps(run))
            {
                if (Kind(step.Text("error")) is { } kind)
                {
                    return ($"{run.Prefix}{BundleRun.Steps}, step {step.Number("seq")},", kind);
                }
            }

            if (Annotations(run).FirstOrDefault(a => Kind(a.Columns.GetValueOrDefault("data")) is not null) is { } annotation)
            {
                return ($"{run.Prefix}{BundleRun.Annotations}, annotation {annotation.Number("seq")},", Kind(annotation.Columns["data"])!);
            }
        }

        foreach (var name in lengths.Keys.Where(name => name.StartsWith(BundleRun.Blobs, StringComparison.Ordinal)))
        {
            if (Kind(Text(name[BundleRun.Blobs.Length..])) is { } kind)
            {
                return (name, kind);
            }
        }

        return null;
    }

    private static string? Kind(string? text) => text is null ? null : Redactor.Find(text, RedactionProfile.Scrub, PiiClasses.None) is [var first, ..] ? first.Kind : null;

    private static StoredRow Redaction(Guid runId, string seq, JsonElement redaction) => new(
        new Dictionary<string, string>(StoredRow.Read(redaction).Columns, StringComparer.Ordinal) { ["run_id"] = $"\"{runId:D}\"", ["seq"] = seq });

    private string Text(string hash)
    {
        var bytes = bundle.Whole(BundleRun.Blobs + hash, lengths[BundleRun.Blobs + hash])!;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableSourceException($"The payload {hash} of the bundle is not UTF-8 text.");
        }
    }

    private IEnumerable<string> Lines(string name) => bundle.Lines(name, lengths.GetValueOrDefault(name));
}
