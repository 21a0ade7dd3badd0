namespace Substrate.Compiling;

/// <summary>
/// BM25 of the candidates of one compile for one task (Robertson and Zaragoza, 2009), over stems, with stop words of the task counting for less.
/// A match is scaled to 0 to 1 by what a full one would have, so that it means the same in every compile.
/// </summary>
internal sealed class LexicalIndex
{
    private const double K1 = 1.2;
    private const double B = 0.4;
    private const double StopWeight = 0.2;
    /// <summary>A long task has many words that no item needs to repeat; so many of its weightiest make up a full match.</summary>
    private const int TermsOfAFullMatch = 12;
    private const double HalfMatch = 0.25;

    private readonly List<QueryTerm> _query;
    private readonly double[] _lengthNorm; // k1 * (1 - b + b * length / mean length)
    private readonly double[] _substance;
    private readonly double _full;

    private sealed record QueryTerm(double Weight, List<(int Item, int Count)> Postings);

    public WordStatistics Words { get; }

    public LexicalIndex(string task, IReadOnlyList<string> texts)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var postings = new List<List<(int Item, int Count)>>(); // only of the task's terms
        var documents = new List<int>();
        // Sorted: floating-point sums depend on their order.
        var weights = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var word in MatchTerms.Words(task))
        {
            var term = Stems.Of(word);
            weights[term] = Math.Max(weights.GetValueOrDefault(term), StopWords.Has(word) ? StopWeight : 1);
        }
        foreach (var term in weights.Keys)
        {
            vocabulary.Add(term, postings.Count);
            postings.Add([]);
            documents.Add(0);
        }

        var terms = new int[texts.Count][]; // distinct, of each text, in the order in which they come
        var lengths = new int[texts.Count];
        var counts = new int[1_024]; // of the text at hand; all 0 between two
        var (found, distinct) = (new List<int>(), new List<int>());
        var (numbers, words) = (new TermNumbers(vocabulary), new int[texts.Count][]);
        for (var item = 0; item < texts.Count; item++)
        {
            found.Clear();
            distinct.Clear();
            numbers.Of(texts[item], found);
            words[item] = [.. found];
            while (documents.Count < vocabulary.Count) documents.Add(0);
            if (counts.Length < vocabulary.Count) Array.Resize(ref counts, 2 * vocabulary.Count);
            foreach (var word in found)
            {
                if (counts[numbers.Stem(word)]++ == 0) distinct.Add(numbers.Stem(word));
            }
            lengths[item] = found.Count;
            terms[item] = [.. distinct];
            foreach (var number in distinct)
            {
                documents[number]++;
                if (number < postings.Count) postings[number].Add((item, counts[number]));
                counts[number] = 0;
            }
        }

        var average = texts.Count == 0 ? 1 : Math.Max(1, lengths.Average());
        _lengthNorm = [.. lengths.Select(length => K1 * (1 - B + (B * length / average)))];
        double[] idf = [.. documents.Select(count => Math.Log(1 + ((texts.Count - count + 0.5) / (count + 0.5))))];
        Words = new(vocabulary, numbers, words, idf, Math.Log(1 + ((texts.Count + 0.5) / 0.5)));
        _query = [.. weights.Select(term => new QueryTerm(term.Value * idf[vocabulary[term.Key]], postings[vocabulary[term.Key]]))];
        _full = _query.Select(term => term.Weight).OrderDescending().Take(TermsOfAFullMatch).Sum() * (K1 + 1);
        var rarest = Math.Log(1 + ((texts.Count - 0.5) / 1.5));
        _substance = [.. terms.Select(of => of.Length == 0 || rarest <= 0 ? 0 : of.Sum(number => idf[number]) / (of.Length * rarest))];
    }

    /// <summary>How rare the words of a text are on average, 0 to 1: small talk has little, names and figures have much.</summary>
    public double Substance(int item) => Math.Clamp(_substance[item], 0, 1);

    /// <summary>Each text's own match.</summary>
    public double[] Match() => Score((_, _, _) => { });

    /// <summary>
    /// The match of each text with the words of its neighbours in the row, those of the n-th counting <paramref name="shares"/>[n - 1]. Its own words are
    /// not in it more than once: a term that stands in the text and beside it is no better than one that stands there often.
    /// </summary>
    /// <param name="rows">Texts in their order; a text stands in at most one row.</param>
    public double[] MatchAmongNeighbours(IReadOnlyList<IReadOnlyList<int>> rows, IReadOnlyList<double> shares)
    {
        var place = new (int Row, int At)[_lengthNorm.Length];
        Array.Fill(place, (-1, 0));
        for (var row = 0; row < rows.Count; row++)
        {
            for (var at = 0; at < rows[row].Count; at++) place[rows[row][at]] = (row, at);
        }
        return Score((item, count, add) =>
        {
            var (row, at) = place[item];
            if (row < 0) return;
            for (var distance = 1; distance <= shares.Count; distance++)
            {
                if (at >= distance) add(rows[row][at - distance], shares[distance - 1] * count);
                if (at + distance < rows[row].Count) add(rows[row][at + distance], shares[distance - 1] * count);
            }
        });
    }

    private double[] Score(Action<int, int, Action<int, double>> spread)
    {
        var scores = new double[_lengthNorm.Length];
        var frequency = new double[_lengthNorm.Length];
        var touched = new List<int>();
        Action<int, double> add = (item, count) =>
        {
            if (frequency[item] == 0) touched.Add(item);
            frequency[item] += count;
        };
        foreach (var term in _query)
        {
            foreach (var (item, count) in term.Postings)
            {
                add(item, count);
                spread(item, count, add);
            }
            foreach (var item in touched)
            {
                scores[item] += term.Weight * frequency[item] * (K1 + 1) / (frequency[item] + _lengthNorm[item]);
                frequency[item] = 0;
            }
            touched.Clear();
        }
        for (var item = 0; item < scores.Length; item++) scores[item] = scores[item] <= 0 ? 0 : scores[item] / (scores[item] + (HalfMatch * _full));
        return scores;
    }
}
