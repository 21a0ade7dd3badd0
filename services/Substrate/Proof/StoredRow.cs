using System.Buffers;
using System.Text.Json;
using Substrate.Hashing;
using Substrate.Json;

namespace Substrate.Proof;

/// <summary>
/// A row as PostgreSQL writes it (<c>row_to_json</c>, time zone UTC): the raw JSON text of every column that is not null, org_id left out. Raw, so that a value
/// that differs in anything differs here; generic, so that a column added later is covered without anybody thinking of it.
/// </summary>
public sealed record StoredRow(IReadOnlyDictionary<string, string> Columns)
{
    private const int Short = 80;

    /// <summary>How deep JSON in a column may be, and every member once.</summary>
    public static JsonDocumentOptions Deep { get; } = new() { MaxDepth = 1000, AllowDuplicateProperties = false };

    /// <summary>Columns of a run that change without a new revision (which rules last looked at it); they are signed with the end of the annotations instead.</summary>
    private static readonly string[] Marks = ["redaction_version"];

    public IReadOnlyDictionary<string, string> Marked => Columns.Where(column => Marks.Contains(column.Key)).ToDictionary(StringComparer.Ordinal);

    /// <summary>Rows as text: a column may hold JSON of its own, as deep as anybody's configuration.</summary>
    public static JsonElement Parse(string json)
    {
        using var parsed = JsonDocument.Parse(json, Deep);
        return parsed.RootElement.Clone();
    }

    /// <param name="without">A column that is left out too.</param>
    public static StoredRow Read(JsonElement row, string? without = null) => new(new SortedDictionary<string, string>(
        row.EnumerateObject().Where(column => column.Value.ValueKind != JsonValueKind.Null && column.Name != "org_id" && column.Name != without).ToDictionary(column => column.Name, column => column.Value.GetRawText(), StringComparer.Ordinal),
        StringComparer.Ordinal));

    public string? Text(string column) => Columns.TryGetValue(column, out var raw) && raw.StartsWith('"') ? JsonSerializer.Deserialize<string>(raw) : null;

    public int? Number(string column) => Columns.TryGetValue(column, out var raw) && int.TryParse(raw, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>As JSON, columns in order of their names, values as they are.</summary>
    public string Write() => $"{{{string.Join(',', Columns.Select(column => $"{JsonSerializer.Serialize(column.Key)}:{column.Value}"))}}}";

    /// <summary>What a seal says of a column: a short value as it is, else <c>sha256:</c> and the hash of its raw text. No raw JSON text begins like that.</summary>
    public void WriteSealed(ArrayBufferWriter<byte> to) => CanonicalJson.WriteStrings(
        Columns.Where(column => !Marks.Contains(column.Key)).Select(column => KeyValuePair.Create(column.Key, Sealed(column.Value))), to);

    /// <summary>The first column that is not as sealed; null when all are. A column the seal does not know must be empty: it was added after the seal was made.</summary>
    public string? FirstDifference(JsonElement seal)
    {
        foreach (var column in seal.EnumerateObject())
        {
            if (column.Value.ValueKind != JsonValueKind.String || !Columns.TryGetValue(column.Name, out var raw) || Sealed(raw) != column.Value.GetString()) return column.Name;
        }
        return Columns.FirstOrDefault(column => !seal.TryGetProperty(column.Key, out _) && !Marks.Contains(column.Key) && column.Value is not ("0" or "false" or "\"\"" or "[]")).Key;
    }

    private static string Sealed(string raw) => raw.Length <= Short ? raw : $"sha256:{ContentHash.Of(raw)}";
}
