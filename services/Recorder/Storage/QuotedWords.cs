using System.Text;
using Contracts.Recorder;
using Npgsql;
using Recorder.Domain;
using Recorder.Domain.Provenance;

namespace Recorder.Storage;

/// <summary>The words of steps that edges rest on, read from the payloads themselves: there is no copy that could say something else.</summary>
internal static class QuotedWords
{
    private const int LongestQuote = 500;
    private const int BlobsAtOnce = 32;

    /// <summary>Payloads unpacked for one answer, in bytes.</summary>
    private const long MostBytes = 32 << 20;

    public static async Task<Dictionary<Edge, IReadOnlyList<ProvenanceQuote>>> ReadAsync(NpgsqlConnection connection, Guid orgId, IReadOnlyCollection<Edge> edges, CancellationToken ct)
    {
        var quoting = edges.Where(e => e.Places.Count > 0 && e.From.Kind == NodeKey.Step).ToList();
        var hashes = await HashesAsync(connection, orgId, [.. quoting.Select(e => e.From).Distinct()], ct);
        var texts = await TextsAsync(connection, orgId, [.. quoting.SelectMany(e => e.Places, (e, p) => hashes.GetValueOrDefault((e.From, p.Field))).OfType<string>().Distinct(StringComparer.Ordinal)], ct);
        return quoting.ToDictionary(e => e, e => (IReadOnlyList<ProvenanceQuote>)
            [.. e.Places.Select(p => new ProvenanceQuote(p.Field, p.Start, p.End, hashes.GetValueOrDefault((e.From, p.Field)) is { } hash && texts.TryGetValue(hash, out var text) ? Cut(text, p) : null))]);
    }

    private static string? Cut(string text, Place place)
    {
        if (place.Start < 0 || place.End <= place.Start || place.End > text.Length)
        {
            return null;
        }

        var words = text[place.Start..place.End];
        return words.Length <= LongestQuote ? words : words[..SafeText.CutAt(words, LongestQuote)];
    }

    private static async Task<Dictionary<(NodeKey Step, string Field), string>> HashesAsync(NpgsqlConnection connection, Guid orgId, List<NodeKey> steps, CancellationToken ct)
    {
        var hashes = new Dictionary<(NodeKey, string), string>();
        if (steps.Count == 0)
        {
            return hashes;
        }

        await using var command = new NpgsqlCommand(
            """
            SELECT s.run_id, s.seq, p.field, encode(p.hash, 'hex') FROM unnest($2, $3) AS k (run, seq) JOIN steps s ON s.org_id = $1 AND s.run_id = k.run AND s.seq = k.seq
            CROSS JOIN LATERAL (VALUES ('input', s.input_hash), ('output', s.output_hash), ('args', s.args_hash), ('result', s.result_hash)) AS p (field, hash) WHERE p.hash IS NOT NULL
            """, connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = steps.Select(s => s.RunId).ToArray() }, new() { Value = steps.Select(s => s.Seq).ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            hashes[(NodeKey.OfStep(reader.GetGuid(0), reader.GetInt32(1)), reader.GetString(2))] = reader.GetString(3);
        }

        return hashes;
    }

    private static async Task<Dictionary<string, string>> TextsAsync(NpgsqlConnection connection, Guid orgId, List<string> hashes, CancellationToken ct)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var some in hashes.Chunk(BlobsAtOnce))
        {
            foreach (var (hash, blob) in bytes < MostBytes ? await BlobStore.ReadAsync(connection, orgId, some, ct) : [])
            {
                if (BlobCodec.Unpack(blob.Encoding, blob.Data, blob.Length) is { } plain)
                {
                    texts[hash] = Encoding.UTF8.GetString(plain);
                    bytes += plain.Length;
                }
            }
        }

        return texts;
    }
}
