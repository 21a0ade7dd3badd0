namespace Substrate.Compiling;

/// <summary>
/// Numbers for the words of texts (<see cref="MatchTerms"/>), in the order in which they are first met, and for their stems. A word is stemmed once however often it
/// comes, and known ones cost no string: most of the time of a compile would otherwise go into making words.
/// </summary>
/// <param name="stems">Numbers of stems known already; new ones are added.</param>
internal sealed class TermNumbers(Dictionary<string, int> stems)
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly List<(string Word, int Stem)> _spelled = [];

    public int Count => _spelled.Count;

    public string Word(int number) => _spelled[number].Word;

    public int Stem(int number) => _spelled[number].Stem;

    /// <summary>Adds the number of each word of the text, as often as it stands there.</summary>
    public void Of(string text, List<int> numbers)
    {
        var known = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        MatchTerms.Each(text, word => numbers.Add(known.TryGetValue(word, out var number) ? number : Learn(word.ToString())));
    }

    private int Learn(string word)
    {
        var stem = Stems.Of(word);
        if (!stems.TryGetValue(stem, out var number)) stems.Add(stem, number = stems.Count);
        _words.Add(word, _spelled.Count);
        _spelled.Add((word, number));
        return _spelled.Count - 1;
    }
}
