using System.Text.RegularExpressions;
using Substrate.Compiling;

namespace Substrate.Hygiene;

/// <summary>
/// What stands in a store because it was recalled from one: a memory with the fence or the heading that a window shows it under. Learned again, it backs itself up.
/// </summary>
internal static partial class Echoes
{
    private static readonly string[] Headings =
        [.. CompileProfile.Default.Lanes.Where(lane => lane.Kinds.Contains(ItemKind.Memory)).SelectMany(lane => new[] { lane.Note, $"## {lane.Heading}" }).OfType<string>()];

    /// <summary>Where each begins, in characters.</summary>
    public static IEnumerable<int> In(string text) =>
        Fence().Matches(text).Select(match => match.Index).Concat(Headings.Select(heading => text.IndexOf(heading, StringComparison.Ordinal)).Where(at => at >= 0)).Distinct().Order();

    /// <summary>Ours, and the tags that agents and other memories put around what they recall.</summary>
    [GeneratedRegex("""<memory\s+id=|<(?:relevant[-_]memor(?:y|ies)|recalled[-_]memor(?:y|ies)|memories|user_memories|system-reminder)>""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Fence();
}
