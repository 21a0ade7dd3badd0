using System.Buffers;
using System.Text.Json;
using Substrate.Hashing;
using Substrate.Json;

namespace Substrate.Proof;

/// <summary>
/// What is signed when a run completes, and again with each new revision: the number and Merkle root of its steps, the head of their chain, and every stored column of the rows that
/// say something about the run as a whole. RFC 8785 JSON. Each seal names the one before it by hash.
/// </summary>
/// <param name="Rows">Table to its rows of this run, each as <see cref="StoredRow.WriteSealed"/>, in the order of their keys.</param>
/// <param name="Previous">SHA-256 (hex) of the seal of the revision before, as it is signed.</param>
public sealed record RunSeal(Guid Run, int Revision, int Steps, string Chain, string MerkleRoot, string? Previous, JsonElement Rows)
{
    public const string Format = "ctx-run-seal";
    private const int Version = 1;

    /// <summary>Written member by member in the order that RFC 8785 asks for: a serializer would take longer than everything else that a small run costs.</summary>
    public static byte[] Write(
        Guid run, int revision, int steps, string chain, string merkleRoot, string? previousJws, IReadOnlyDictionary<string, IReadOnlyList<StoredRow>> rows)
    {
        var to = new ArrayBufferWriter<byte>(4096);
        Text("{\"chain\":"u8, chain);
        Text(",\"format\":"u8, Format);
        Text(",\"merkleRoot\":"u8, merkleRoot);
        Text(",\"previous\":"u8, previousJws is null ? null : ContentHash.Of(previousJws));
        Number(",\"revision\":"u8, revision);
        to.Write(",\"rows\":{"u8);
        var separator = ReadOnlySpan<byte>.Empty;
        foreach (var (table, stored) in rows.Where(table => table.Value.Count > 0).OrderBy(table => table.Key, StringComparer.Ordinal))
        {
            Text(separator, table);
            for (var i = 0; i < stored.Count; i++)
            {
                to.Write(i == 0 ? ":["u8 : ","u8);
                stored[i].WriteSealed(to);
            }

            to.Write("]"u8);
            separator = ","u8;
        }

        Text("},\"run\":"u8, run.ToString("D"));
        Number(",\"steps\":"u8, steps);
        Number(",\"version\":"u8, Version);
        to.Write("}"u8);
        return to.WrittenSpan.ToArray();

        void Text(ReadOnlySpan<byte> before, string? value)
        {
            to.Write(before);
            if (value is null)
            {
                to.Write("null"u8);
            }
            else
            {
                CanonicalJson.WriteString(value, to);
            }
        }

        void Number(ReadOnlySpan<byte> before, int value)
        {
            to.Write(before);
            CanonicalJson.WriteNumber(value, to);
        }
    }

    /// <summary>Null when the payload is no seal.</summary>
    public static RunSeal? Read(byte[] payload)
    {
        if (!System.Text.Unicode.Utf8.IsValid(payload)) return null;
        try
        {
            using var parsed = JsonDocument.Parse(payload, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var json = parsed.RootElement;
            return json.GetProperty("format").GetString() == Format && json.GetProperty("version").GetInt32() == Version && json.GetProperty("rows") is { ValueKind: JsonValueKind.Object } rows
                ? new RunSeal(
                    json.GetProperty("run").GetGuid(), json.GetProperty("revision").GetInt32(), json.GetProperty("steps").GetInt32(), json.GetProperty("chain").GetString()!,
                    json.GetProperty("merkleRoot").GetString()!, json.GetProperty("previous").GetString(), rows.Clone())
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The first stored value that is not as sealed.</summary>
    public ProofFault? FirstDifference(IReadOnlyDictionary<string, IReadOnlyList<StoredRow>> rows)
    {
        foreach (var table in Rows.EnumerateObject())
        {
            var now = rows.GetValueOrDefault(table.Name) ?? [];
            if (table.Value.ValueKind != JsonValueKind.Array) return new ProofFault(table.Name, null, null, "The seal is not written as seals are.");
            var i = 0;
            foreach (var then in table.Value.EnumerateArray())
            {
                if (i >= now.Count) return new ProofFault(table.Name, null, null, "A row that was sealed is gone.");
                if (now[i].FirstDifference(then) is { } column) return new ProofFault(table.Name, now[i].Number("seq"), column, $"The column {column} is not what was sealed.");
                i++;
            }
            if (i < now.Count) return new ProofFault(table.Name, now[i].Number("seq"), null, "A row was added after the run was sealed.");
        }
        return rows.FirstOrDefault(table => table.Value.Count > 0 && !Rows.TryGetProperty(table.Key, out _)) is { Key: { } added }
            ? new ProofFault(added, null, null, "A row was added after the run was sealed.")
            : null;
    }
}
