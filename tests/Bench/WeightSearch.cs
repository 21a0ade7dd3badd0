using Substrate.Compiling;

namespace Bench;

/// <summary>
/// Fits message weights on all conversations but one, from the score parts that the receipts hold: the weights under which the evidence is likeliest, a
/// question's candidates being drawn by the softmax of their scores (ListNet, Cao et al., 2007), by Adam from zero. A weight below zero becomes zero.
/// </summary>
internal sealed class WeightSearch
{
    private const int Rounds = 400;
    private const double Rate = 0.1;
    private const double Decay = 0.001;
    /// <summary>Weights mean the same at any scale; the largest is this.</summary>
    private const double Largest = 2;

    private static readonly string[] Parts =
        ["lexical", "neighbours", "session", "speaker", "statement", "substance", "date", "answers", "meaning", "meaning_neighbours", "theme", "firsthand", "times", "names", "opening"];

    private readonly List<Seen> _cases;
    private readonly double _evidence;

    /// <summary>What a receipt tells of one question's candidates.</summary>
    /// <param name="Values">By candidate, then by part; a part that the receipt does not hold is 0 for all.</param>
    internal sealed record Seen(string[] Ids, float[][] Values, int[] Tokens, double[] Scores, double[] Gold)
    {
        public IReadOnlyDictionary<string, double> Density => Ids.Select((id, i) => (id, Score: Scores[i] / Tokens[i])).ToDictionary(s => s.id, s => s.Score, StringComparer.Ordinal);

        public static Seen Of(Receipt receipt, LocomoQuestion question) => new(
            [.. receipt.Entries.Select(e => e.ItemId)], [.. receipt.Entries.Select(e => Parts.Select(part => (float)e.Parts.GetValueOrDefault(part)).ToArray())],
            [.. receipt.Entries.Select(e => e.Tokens)], [.. receipt.Entries.Select(e => e.Score)], [.. receipt.Entries.Select(e => (double)question.Gold.Count(id => id == e.ItemId))]);
    }

    public WeightSearch(IReadOnlyList<IReadOnlyList<Seen>> seen, int? leaveOut)
    {
        _cases = [.. seen.Index().Where(one => one.Index != leaveOut).SelectMany(one => one.Item).Where(one => one.Gold.Sum() > 0)];
        _evidence = _cases.Sum(one => one.Gold.Sum());
    }

    public MessageWeights Best()
    {
        var (w, mean, square) = (new double[Parts.Length], new double[Parts.Length], new double[Parts.Length]);
        for (var round = 1; round <= Rounds; round++)
        {
            var slope = Slope(w);
            for (var k = 0; k < w.Length; k++)
            {
                mean[k] = (0.9 * mean[k]) + (0.1 * slope[k]);
                square[k] = (0.99 * square[k]) + (0.01 * slope[k] * slope[k]);
                w[k] -= Rate * (mean[k] / (1 - Math.Pow(0.9, round))) / (Math.Sqrt(square[k] / (1 - Math.Pow(0.99, round))) + 1e-8);
            }
        }

        var scale = Largest / w.Max();
        double Of(string part) => Math.Round(Math.Max(0, w[Array.IndexOf(Parts, part)] * scale), 2);
        return CompileProfile.Default.MessageWeights with
        {
            Lexical = Of("lexical"), Neighbours = Of("neighbours"), Session = Of("session"), Speaker = Of("speaker"), Statement = Of("statement"), Substance = Of("substance"),
            Date = Of("date"), Answers = Of("answers"), Meaning = Of("meaning"), MeaningNeighbours = Of("meaning_neighbours"), Theme = Of("theme"),
            Firsthand = Of("firsthand"), Times = Of("times"), Names = Of("names"), Opening = Of("opening"),
        };
    }

    /// <summary>Of the mean negative log-likelihood of the evidence.</summary>
    private double[] Slope(double[] w)
    {
        var slopes = _cases.AsParallel().AsOrdered().Select(one =>
        {
            var scores = one.Values.Select(values => values.Zip(w).Sum(pair => pair.First * pair.Second)).ToArray();
            var highest = scores.Max();
            var likely = scores.Select(score => Math.Exp(score - highest)).ToArray();
            var (all, gold) = (likely.Sum(), one.Gold.Sum());
            var slope = new double[w.Length];
            for (var i = 0; i < scores.Length; i++)
            {
                var by = (gold * likely[i] / all) - one.Gold[i];
                for (var k = 0; k < slope.Length; k++) slope[k] += by * one.Values[i][k];
            }
            return slope;
        }).ToList();
        return [.. w.Select((value, k) => (slopes.Sum(slope => slope[k]) / _evidence) + (2 * Decay * value))];
    }
}
