using System.Text.RegularExpressions;

namespace Substrate.Redaction;

/// <summary>
/// The patterns in use. A non-backtracking automaton takes a millisecond to build and, once it has read various text, a megabyte or two; so the ones that
/// were not asked for lately are left to the garbage collector, and memory stays bounded whatever the text asks for. One that it has not taken yet is had
/// back for nothing: a text that asks for a few more than are kept, over and over, would otherwise build every one of them every time.
/// </summary>
internal static class WokenPatterns
{
    public const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private const int Most = 64;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, LinkedListNode<(string Pattern, Regex Regex)>> ByPattern = new(StringComparer.Ordinal);
    private static readonly LinkedList<(string Pattern, Regex Regex)> ByUse = [];
    private static readonly Dictionary<string, WeakReference<Regex>> LetGo = new(StringComparer.Ordinal);

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
            var regex = LetGo.TryGetValue(pattern, out var weak) && weak.TryGetTarget(out var alive) ? alive : new Regex(pattern, Options);
            ByPattern.Add(pattern, ByUse.AddFirst((pattern, regex)));
            if (ByUse.Count > Most) LetGoOf(ByUse.Last!);
            return regex;
        }
    }

    private static void LetGoOf(LinkedListNode<(string Pattern, Regex Regex)> last)
    {
        ByUse.RemoveLast();
        ByPattern.Remove(last.Value.Pattern);
        if (LetGo.TryGetValue(last.Value.Pattern, out var weak)) weak.SetTarget(last.Value.Regex);
        else LetGo.Add(last.Value.Pattern, new(last.Value.Regex));
    }
}
