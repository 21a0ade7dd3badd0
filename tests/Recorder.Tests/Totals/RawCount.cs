using System.Runtime.InteropServices;
using System.Text.Json;

namespace Recorder.Tests.Totals;

/// <summary>What a raw file holds, counted without any code of the importers, by the rows of docs/formats.md.</summary>
/// <param name="Tools">Executed calls.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RawCount(int Runs, int Llm, int Tools, long In, long Out)
{
    public static RawCount operator +(RawCount a, RawCount b) => new(a.Runs + b.Runs, a.Llm + b.Llm, a.Tools + b.Tools, a.In + b.In, a.Out + b.Out);

    public static RawCount Sum(IEnumerable<RawCount> counts) => counts.Aggregate(default(RawCount), (a, b) => a + b);
}

/// <summary>Raw JSON, as plainly as it can be read.</summary>
internal static class Raw
{
    public static JsonElement Json(string text) => JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 }).RootElement;

    public static IEnumerable<JsonElement> Lines(string text) => text.Split('\n').Where(l => l.Trim().Length > 0).Select(Json);

    public static JsonElement At(JsonElement value, params string[] path)
    {
        foreach (var name in path)
        {
            value = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var inner) ? inner : default;
        }

        return value;
    }

    public static bool Has(JsonElement value, params string[] path) => At(value, path).ValueKind is not JsonValueKind.Undefined and not JsonValueKind.Null;

    public static string? Text(JsonElement value, params string[] path) => At(value, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static long Number(JsonElement value, params string[] path) => At(value, path) is { ValueKind: JsonValueKind.Number } number ? (long)number.GetDouble() : 0;

    public static List<JsonElement> Items(JsonElement value, params string[] path) => At(value, path) is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];

    public static List<JsonElement> Values(JsonElement value, params string[] path) =>
        At(value, path) is { ValueKind: JsonValueKind.Object } members ? [.. members.EnumerateObject().Select(m => m.Value)] : [];
}
