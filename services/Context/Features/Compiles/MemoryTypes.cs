using System.Text.Json;
using Contracts.Memory;

namespace Context.Features.Compiles;

/// <summary>The types of memory by their wire names.</summary>
internal static class MemoryTypes
{
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetNames<MemoryType>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public static string Listed { get; } = string.Join(", ", All);

    public static string Of(MemoryType type) => All[(int)type];
}
