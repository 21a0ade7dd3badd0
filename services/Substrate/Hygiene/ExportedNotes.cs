using System.Text.Json;

namespace Substrate.Hygiene;

/// <summary>
/// Notes of an export of mem0: what its <c>get_all</c> gives, an object with <c>results</c> (or <c>memories</c>), or a list, of entries with <c>memory</c> (or <c>text</c>),
/// <c>id</c> and whose it is (<c>user_id</c>, <c>agent_id</c>, <c>run_id</c>). JSON, or a line of JSON for each.
/// </summary>
public static class ExportedNotes
{
    private static readonly string[] Lists = ["results", "memories"];
    private static readonly string[] Words = ["memory", "text"];
    private static readonly string[] Owners = ["user_id", "agent_id", "run_id"];

    /// <exception cref="StoreFormatException">It is no JSON, or an entry holds no memory.</exception>
    public static StoredFile Read(string name, string text)
    {
        text = text.TrimStart('\uFEFF');
        try
        {
            using var whole = JsonDocument.Parse(text);
            return new(name, [.. Entries(whole.RootElement).Select((entry, at) => Note(name, $"Entry {at + 1}", 1, entry))]);
        }
        catch (JsonException e)
        {
            var lines = text.Split('\n').Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)).ToList();
            // More than one line that begins like an object: a line for each entry.
            if (lines.Count < 2 || !lines.Take(2).All(line => line.Item.TrimStart().StartsWith('{') && line.Item.TrimEnd().EndsWith('}')))
                throw new StoreFormatException($"Line {e.LineNumber + 1}: this is no JSON.");
            return new(name, [.. lines.Select(line => OfLine(name, line.Index + 1, line.Item))]);
        }
    }

    private static StoredNote OfLine(string name, int number, string line)
    {
        try
        {
            using var entry = JsonDocument.Parse(line);
            return Note(name, $"Line {number}", number, entry.RootElement);
        }
        catch (JsonException)
        {
            throw new StoreFormatException($"Line {number}: this is no JSON.");
        }
    }

    private static JsonElement.ArrayEnumerator Entries(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object)
        {
            foreach (var list in Lists)
            {
                if (root.TryGetProperty(list, out var entries) && entries.ValueKind == JsonValueKind.Array) return entries.EnumerateArray();
            }
        }
        return root.ValueKind == JsonValueKind.Array
            ? root.EnumerateArray()
            : throw new StoreFormatException("This is no export of memories: it has neither a list 'results' nor a list 'memories', and is no list.");
    }

    private static StoredNote Note(string name, string place, int line, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object) throw new StoreFormatException($"{place}: a memory is an object with a text 'memory'.");
        var text = Words.Select(field => entry.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null).FirstOrDefault(found => !string.IsNullOrWhiteSpace(found))
            ?? throw new StoreFormatException($"{place}: it has no text 'memory'.");
        var owner = string.Join(" / ", Owners.Select(field => Name(entry, field)).Where(found => found is not null));
        return new(name, line, Name(entry, "id"), owner, text);
    }

    private static string? Name(JsonElement entry, string field) =>
        !entry.TryGetProperty(field, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
