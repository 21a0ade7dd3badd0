using Substrate.Compiling;

namespace Bench;

/// <summary>
/// Searches for message weights by coordinate ascent from the even start on all conversations but one, from the score parts that the receipts hold. Packing is
/// by the sum of the lines' tokens and one date a day: near enough to choose by, while the figures themselves come from real compiles.
/// </summary>
internal sealed class WeightSearch
{
    private const int DateTokens = 7;
    private const int FrameTokens = 20;
    private const double LeastGain = 0.0002;
    private static readonly int[] Budgets = [250, 500, 1_000, 2_000, 4_000];
    private static readonly string[] Searched = ["neighbours", "session", "speaker", "statement", "substance", "date"];
    private static readonly string[] Parts = ["lexical", .. Searched];

    private readonly List<Case> _cases = [];
    private readonly int _evidence;

    /// <summary>What a receipt tells of one question's candidates.</summary>
    /// <param name="Values">By part, then by candidate; a part that the receipt does not hold is 0 for all.</param>
    internal sealed record Seen(string[] Ids, float[][] Values, int[] Tokens, double[] Scores, bool[] Gold)
    {
        public IReadOnlyDictionary<string, double> Density => Ids.Select((id, i) => (id, Score: Scores[i] / Tokens[i])).ToDictionary(s => s.id, s => s.Score, StringComparer.Ordinal);

        public static Seen Of(Receipt receipt, LocomoQuestion question) => new(
            [.. receipt.Entries.Select(e => e.ItemId)], [.. Parts.Select(part => receipt.Entries.Select(e => (float)e.Parts.GetValueOrDefault(part)).ToArray())],
            [.. receipt.Entries.Select(e => e.Tokens)], [.. receipt.Entries.Select(e => e.Score)], [.. receipt.Entries.Select(e => question.Gold.Contains(e.ItemId))]);
    }

    private sealed record Case(Seen Seen, int[] Days);

    public WeightSearch(IReadOnlyList<LocomoConversation> conversations, IReadOnlyList<IReadOnlyList<Seen>> seen, int leaveOut)
    {
        foreach (var (c, conversation) in conversations.Index())
        {
            if (c == leaveOut)
            {
                continue;
            }

            var days = conversation.Turns.ToDictionary(t => t.Id, t => (int)(t.At!.Value.UtcDateTime.Date - DateTime.UnixEpoch).TotalDays, StringComparer.Ordinal);
            foreach (var (question, one) in conversation.Questions.Zip(seen[c]))
            {
                _evidence += question.Evidence;
                if (question.Gold.Count > 0)
                {
                    _cases.Add(new(one, [.. one.Ids.Select(id => days[id])]));
                }
            }
        }
    }

    public MessageWeights Best()
    {
        var weights = Parts.Select(part => part is "lexical" or "neighbours" ? 0.6 : 0.3).ToArray();
        var best = Share(weights);
        for (var step = 0.4; step > 0.05;)
        {
            var better = false;
            for (var part = 1; part < Parts.Length; part++)
            {
                foreach (var by in new[] { step, -step })
                {
                    var tried = weights.ToArray();
                    tried[part] = Math.Max(0, tried[part] + by);
                    var share = Share(tried);
                    if (share > best + LeastGain)
                    {
                        (best, weights, better) = (share, tried, true);
                        break;
                    }
                }
            }
            if (!better)
            {
                step /= 2;
            }
        }

        return CompileProfile.Default.MessageWeights with
        {
            Lexical = Math.Round(weights[0], 2), Neighbours = Math.Round(weights[1], 2), Session = Math.Round(weights[2], 2), Speaker = Math.Round(weights[3], 2),
            Statement = Math.Round(weights[4], 2), Substance = Math.Round(weights[5], 2), Date = Math.Round(weights[6], 2),
        };
    }

    /// <summary>Evidence kept, on average over the budgets.</summary>
    private double Share(double[] weights) => (double)_cases.AsParallel().Sum(one => Kept(one, weights)) / (_evidence * Budgets.Length);

    private static int Kept(Case one, double[] weights)
    {
        var order = Enumerable.Range(0, one.Seen.Tokens.Length).ToArray();
        var keys = new double[order.Length];
        for (var part = 0; part < weights.Length; part++)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] -= weights[part] * one.Seen.Values[part][i];
            }
        }
        Array.Sort(keys, order);
        var kept = 0;
        var open = new HashSet<int>();
        foreach (var budget in Budgets)
        {
            open.Clear();
            var left = budget - FrameTokens;
            foreach (var i in order)
            {
                var cost = one.Seen.Tokens[i] + (open.Contains(one.Days[i]) ? 0 : DateTokens);
                if (cost > left)
                {
                    continue;
                }
                left -= cost;
                open.Add(one.Days[i]);
                kept += one.Seen.Gold[i] ? 1 : 0;
                if (left < DateTokens)
                {
                    break;
                }
            }
        }
        return kept;
    }
}
