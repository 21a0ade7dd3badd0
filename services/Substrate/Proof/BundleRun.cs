using System.Text.Json;
using System.Text.Json.Nodes;

namespace Substrate.Proof;

/// <summary>The members that one run has in a bundle, and what they hold.</summary>
public static class BundleRun
{
    public const string Run = "run.json";
    public const string Steps = "steps.jsonl";
    public const string Annotations = "annotations.jsonl";
    public const string Seals = "seals.json";
    public const string Links = "links.json";
    public const string Blobs = "blobs/";
    public const string Receipts = "receipts/";

    /// <summary>Rows as <c>{"table":[{"column":value}]}</c>, values as PostgreSQL writes them, columns in order of their names.</summary>
    public static string WriteRows(IReadOnlyDictionary<string, IReadOnlyList<StoredRow>> rows) =>
        $"{{{string.Join(',', rows.Where(t => t.Value.Count > 0).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"\"{t.Key}\":[{string.Join(',', t.Value.Select(row => row.Write()))}]"))}}}";

    public static string WriteSeals(StoredRun run) => new JsonObject
    {
        ["annotations"] = run.AnnotationSeal, ["seals"] = new JsonArray([.. run.Seals.Select(seal => (JsonNode?)JsonValue.Create(seal.Jws))]),
    }.ToJsonString();

    /// <summary>Null when the members are not there or hold something else.</summary>
    public static StoredRun? Read(BundleArchive bundle, BundledRun run)
    {
        using var rows = bundle.Json(run.Prefix + Run);
        using var seals = bundle.Json(run.Prefix + Seals);
        if (rows?.RootElement.ValueKind != JsonValueKind.Object || seals?.RootElement.ValueKind != JsonValueKind.Object) return null;
        var tables = new Dictionary<string, IReadOnlyList<StoredRow>>(StringComparer.Ordinal);
        foreach (var table in rows.RootElement.EnumerateObject())
        {
            if (table.Value.ValueKind != JsonValueKind.Array || table.Value.EnumerateArray().Any(row => row.ValueKind != JsonValueKind.Object)) return null;
            tables[table.Name] = [.. table.Value.EnumerateArray().Select(row => StoredRow.Read(row))];
        }
        if (!tables.TryGetValue("runs", out var own) || own.Count != 1 || own[0].Text("id") != run.Id.ToString("D")) return null;
        if (!seals.RootElement.TryGetProperty("seals", out var list) || list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(seal => seal.ValueKind != JsonValueKind.String)) return null;
        return new StoredRun(
            run.Id, tables, [.. list.EnumerateArray().Select((seal, i) => (i + 1, seal.GetString()!))],
            seals.RootElement.TryGetProperty("annotations", out var annotations) && annotations.ValueKind == JsonValueKind.String ? annotations.GetString() : null);
    }
}
