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
    private char[] _whole = new char[64];

    public int Count => _spelled.Count;

    public string Word(int number) => _spelled[number].Word;

    public int Stem(int number) => _spelled[number].Stem;

    /// <summary>Adds the number of each word of the text, as often as it stands there.</summary>
    public void Of(string text, List<int> numbers)
    {
        var known = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        Terms.OnTerm add = word => numbers.Add(known.TryGetValue(word, out var number) ? number : Learn(word.ToString()));
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                at++;
                continue;
            }
            var end = at;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) end++;
            var run = text.AsSpan(at, end - at);
            at = end;
            var before = numbers.Count;
            Terms.Each(run, add);
            if (numbers.Count - before > 1) add(Whole(run));
        }
    }

    /// <summary>An identifier of several parts, once more without its underscores.</summary>
    private ReadOnlySpan<char> Whole(ReadOnlySpan<char> run)
    {
        if (_whole.Length < run.Length) _whole = new char[run.Length * 2];
        var length = run.ToLowerInvariant(_whole);
        var kept = 0;
        for (var i = 0; i < length; i++)
        {
            if (_whole[i] != '_') _whole[kept++] = _whole[i];
        }
        return _whole.AsSpan(0, kept);
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
