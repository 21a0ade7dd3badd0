namespace Substrate.Compiling;

/// <summary>The words of the texts of one compile, by number, and how rare each is in them.</summary>
/// <param name="stems">Numbers of the stems of all texts and of the task.</param>
/// <param name="texts">The words of each text, in their order.</param>
/// <param name="idf">Inverse document frequency, by number of the stem.</param>
/// <param name="unheard">That of a stem that no text has.</param>
internal sealed class WordStatistics(IReadOnlyDictionary<string, int> stems, TermNumbers numbers, int[][] texts, double[] idf, double unheard)
{
    /// <summary>How many words all texts have between them.</summary>
    public int Count => numbers.Count;

    public ReadOnlySpan<int> Of(int text) => texts[text];

    public string Word(int number) => numbers.Word(number);

    /// <summary>-1 for a stem that no text and no task has.</summary>
    public int StemNumber(string stem) => stems.GetValueOrDefault(stem, -1);

    public int StemNumber(int word) => numbers.Stem(word);

    /// <summary>Inverse document frequency of a word's stem.</summary>
    public double Rarity(int word) => idf[numbers.Stem(word)];

    /// <inheritdoc cref="Rarity(int)"/>
    public double RarityOf(string stem) => stems.TryGetValue(stem, out var number) ? idf[number] : unheard;
}
