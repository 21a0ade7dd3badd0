using System.Collections.Frozen;
using System.Text.Json;

namespace Policy.Storage;

/// <summary>Enum values by the names they have on the wire (snake_case_lower), which is how rows hold them.</summary>
internal static class WireNames
{
    public static string Of<T>(T value) where T : struct, Enum => Names<T>.ByValue[value];

    public static bool TryRead<T>(string name, out T value) where T : struct, Enum => Names<T>.ByName.TryGetValue(name, out value);

    /// <exception cref="KeyNotFoundException">The stored name is of a newer version than this code.</exception>
    public static T Read<T>(string name) where T : struct, Enum => Names<T>.ByName[name];

    public static IEnumerable<string> All<T>() where T : struct, Enum => Names<T>.ByName.Keys.Order(StringComparer.Ordinal);

    private static class Names<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue =
            Enum.GetValues<T>().ToFrozenDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

        public static readonly FrozenDictionary<string, T> ByName = ByValue.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
