using System.Text.Json;
using System.Text.Json.Nodes;
using Substrate.Json;

namespace Substrate.Compiling;

/// <summary>One field that two profiles have different values for; null where a profile does not have it.</summary>
/// <param name="Path">For instance <c>weights.lexical</c>, or <c>lanes.memory.reservedShare</c>: a lane is named, not numbered.</param>
public sealed record ProfileChange(string Path, JsonNode? From, JsonNode? To);

/// <summary>A profile's document as fields with a path each, so that two can be compared and one changed field by field.</summary>
public static class ProfileFields
{
    private const string Lanes = "lanes";

    /// <summary>Every field by its path. <c>lanes</c> itself is the order in which they are rendered.</summary>
    public static SortedDictionary<string, JsonNode?> Of(ProfileSettings settings)
    {
        var fields = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (name, value) in Document(settings))
        {
            if (name != Lanes) Add(fields, name, value);
        }
        fields[Lanes] = new JsonArray([.. settings.Lanes.Select(lane => JsonValue.Create(lane.Name))]);
        foreach (var lane in settings.Lanes)
        {
            foreach (var (name, value) in (JsonObject)JsonSerializer.SerializeToNode(lane, PlatformJson.Options)!)
            {
                if (name != "name") fields[$"{Lanes}.{lane.Name}.{name}"] = value?.DeepClone();
            }
        }
        return fields;
    }

    /// <summary>By path, in the order of paths.</summary>
    public static IReadOnlyList<ProfileChange> Between(ProfileSettings from, ProfileSettings to)
    {
        var (before, after) = (Of(from), Of(to));
        return
        [
            .. before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(path => new ProfileChange(path, before.GetValueOrDefault(path), after.GetValueOrDefault(path)))
                .Where(change => !JsonNode.DeepEquals(change.From, change.To)),
        ];
    }

    /// <summary>The settings with some fields changed; the fault names a path that is not there, or a value that does not fit it.</summary>
    public static (ProfileSettings? Settings, ProfileFault? Fault) With(ProfileSettings settings, IReadOnlyDictionary<string, JsonElement> changes)
    {
        var known = Of(settings);
        var document = Document(settings);
        foreach (var (path, value) in changes.OrderBy(change => change.Key, StringComparer.Ordinal))
        {
            if (path == Lanes || !known.ContainsKey(path) && !IsHalfLife(path) && !IsNote(path, settings) && path is not ("weights.semantic" or "messageWeights.semantic"))
                return (null, new(path, $"There is no field '{path}' in a profile. GET the version it is based on to see its fields; lanes as a whole are changed by sending the profile whole."));
            var parts = path.Split('.');
            var parent = parts[0] == Lanes
                ? (JsonObject)document[Lanes]![settings.Lanes.ToList().FindIndex(lane => lane.Name == parts[1])]!
                : parts.Length == 1 ? document : (JsonObject)document[parts[0]]!;
            parent[parts[^1]] = JsonNode.Parse(value.GetRawText());
            try
            {
                settings = document.Deserialize<ProfileSettings>(PlatformJson.Strict)!;
            }
            catch (JsonException)
            {
                return (null, new(path, $"{value.GetRawText()} is no value for '{path}'."));
            }
        }
        return (settings, null);
    }

    private static bool IsHalfLife(string path) =>
        path.StartsWith("halfLifeDays.", StringComparison.Ordinal) && Enum.GetValues<ItemKind>().Any(kind => path == $"halfLifeDays.{JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString())}");

    private static bool IsNote(string path, ProfileSettings settings) => settings.Lanes.Any(lane => path == $"{Lanes}.{lane.Name}.note");

    private static JsonObject Document(ProfileSettings settings) => (JsonObject)JsonSerializer.SerializeToNode(settings, PlatformJson.Options)!;

    private static void Add(SortedDictionary<string, JsonNode?> fields, string path, JsonNode? value)
    {
        if (value is not JsonObject inner)
        {
            fields[path] = value?.DeepClone();
            return;
        }
        foreach (var (name, field) in inner) Add(fields, $"{path}.{name}", field);
    }
}
