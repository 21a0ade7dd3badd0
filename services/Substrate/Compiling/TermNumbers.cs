namespace Substrate.Compiling;

/// <summary>
/// Numbers for the terms of texts (<see cref="MatchTerms"/>), in the order in which they are first met. A word is stemmed once however often it comes, and
/// known ones cost no string: most of the time of a compile would otherwise go into making words.
/// </summary>
/// <param name="stems">Numbers of terms known already; new ones are added.</param>
internal sealed class TermNumbers(Dictionary<string, int> stems)
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);

    /// <summary>Adds the number of each term of the text, as often as it stands there.</summary>
    public void Of(string text, List<int> numbers)
    {
        var known = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        MatchTerms.Each(text, word => numbers.Add(known.TryGetValue(word, out var number) ? number : Learn(word.ToString())));
    }

    private int Learn(string word)
    {
        var stem = Stems.Of(word);
        if (!stems.TryGetValue(stem, out var number)) stems.Add(stem, number = stems.Count);
        _words.Add(word, number);
        return number;
    }
}
