using System.Collections.Frozen;

namespace Substrate.Compiling;

/// <summary>English words that say little about what a text is about. They count for less in a match, and not for nothing: a task may consist of them.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Words = (
        "a about all also am an and any are as at be been being but by can could d did do does doing for from get got had has have having he her hers him his how i if in into "
        + "is it its just ll m me my no not of on or our re s she should so some t than that the their them then there these they this to too ve very was we were what when where "
        + "which while who whom why will with would you your").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static bool Has(string word) => Words.Contains(word);
}
