using System.Text.RegularExpressions;

namespace Substrate.Redaction;

/// <summary>
/// The patterns in use. A non-backtracking automaton takes a millisecond to build and, once it has read various text, a megabyte; so the ones that were not
/// asked for lately give way, and memory stays bounded whatever the text asks for.
/// </summary>
internal static class WokenPatterns
{
    public const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private const int Most = 64;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, LinkedListNode<(string Pattern, Regex Regex)>> ByPattern = new(StringComparer.Ordinal);
    private static readonly LinkedList<(string Pattern, Regex Regex)> ByUse = [];

    public static Regex Of(string pattern)
    {
        lock (Gate)
        {
            if (ByPattern.TryGetValue(pattern, out var known))
            {
                if (known != ByUse.First)
                {
                    ByUse.Remove(known);
                    ByUse.AddFirst(known);
                }
                return known.Value.Regex;
            }
            var regex = new Regex(pattern, Options);
            ByPattern.Add(pattern, ByUse.AddFirst((pattern, regex)));
            if (ByUse.Count > Most)
            {
                ByPattern.Remove(ByUse.Last!.Value.Pattern);
                ByUse.RemoveLast();
            }
            return regex;
        }
    }
}
