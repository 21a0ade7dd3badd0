namespace Substrate.Hygiene;

/// <summary>
/// Pairs of notes that cannot both hold, found without a model and so only where the words show it: one denies what the other says, one gives another value to the
/// same key ("Port: 80"), or the two differ in one figure. Only under one heading's name, or in one owner's notes, are a key or a figure the same thing.
/// </summary>
internal static class Conflicts
{
    private const int LeastWords = 2;
    private const int LeastFrame = 3;
    private const int LongestKey = 40;
    private const int LongestValue = 40;
    private const int MostWordsOfKey = 4;
    private const int MostWordsOfValue = 3;

    public static IEnumerable<(int First, int Second, string Why)> Among(IReadOnlyList<StoredNote> notes, IReadOnlyList<NoteForm> forms)
    {
        var prose = Enumerable.Range(0, notes.Count).Where(i => !notes[i].Code).ToList();
        var found = new Dictionary<int, (int First, int Second, string Why)>(); // by the later note, each once
        foreach (var group in prose.Where(i => WordsIn(forms[i].Claim) >= LeastWords).GroupBy(i => forms[i].Claim, StringComparer.Ordinal))
        {
            var first = group.First();
            foreach (var i in group.Where(i => forms[i].Denies != forms[first].Denies)) found.TryAdd(i, (first, i, "One says what the other denies."));
        }
        var keys = prose.ToDictionary(i => i, i => KeyOf(notes[i].Text));
        foreach (var (first, second) in Pairs(prose.Where(i => keys[i] is not null), i => (notes[i].Heading, keys[i]!.Value.Key)))
        {
            var (one, other) = (keys[first]!.Value, keys[second]!.Value);
            if (one.Value != other.Value) found.TryAdd(second, (first, second, $"'{one.Key}' is {one.Value} in one and {other.Value} in the other."));
        }
        foreach (var (first, second) in Pairs(prose.Where(i => forms[i].Values.Count > 0 && WordsIn(forms[i].Frame) >= LeastFrame + forms[i].Values.Count), i => (notes[i].Heading, forms[i].Frame)))
        {
            var differ = forms[first].Values.Zip(forms[second].Values).Where(pair => pair.First != pair.Second).ToList();
            if (differ is [var one]) found.TryAdd(second, (first, second, $"They say the same of {one.First} and of {one.Second}."));
        }
        return found.OrderBy(of => of.Key).Select(of => of.Value);
    }

    /// <summary>Those that share something with exactly one other: what more than two share is a list, not a claim.</summary>
    private static IEnumerable<(int First, int Second)> Pairs(IEnumerable<int> notes, Func<int, (string Heading, string Shared)> shared) =>
        notes.GroupBy(shared).Select(group => group.ToList()).Where(group => group.Count == 2).Select(group => (group[0], group[1]));

    private static int WordsIn(string text) => text.Length == 0 ? 0 : text.Count(c => c == ' ') + 1;

    /// <summary>"Node version: 22" or "**Node version**: 22"; null for a sentence that only has a colon in it.</summary>
    private static (string Key, string Value)? KeyOf(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        if (colon is <= 0 or > LongestKey || text.Contains('\n', StringComparison.Ordinal)) return null;
        var (key, value) = (NoteForm.Of(text[..colon]).Canonical, NoteForm.Of(text[(colon + 2)..]).Canonical);
        return key.Length > 0 && value.Length is > 0 and <= LongestValue && WordsIn(key) <= MostWordsOfKey && WordsIn(value) <= MostWordsOfValue ? (key, value) : null;
    }
}
