using System.Globalization;
using Substrate.Compiling;
using Substrate.Tokens;

namespace Bench;

/// <summary>
/// How much of what answers a question the compiler keeps in a budget, on LoCoMo conversations: every turn is a candidate, the question is the task.
/// Kept is evidence whose whole words stand in the rendered window. Peers go through the same compiler by a score of their own, so that counter, packing and
/// rendering are the same.
/// </summary>
internal static class LocomoBench
{
    private const string PeerName = "plain BM25";
    private static readonly int[] Budgets = [250, 500, 1_000, 2_000, 4_000];
    /// <summary>The questions are asked a month after the last turn.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromDays(30);
    /// <summary>Messages by the score that came with them, and nothing else.</summary>
    private static readonly CompileProfile ByGivenScore = CompileProfile.Default with { Name = "given", MessageWeights = new(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0) };

    private sealed record Kept(double[] Share, double[] Mean);

    public static async Task Run(Arguments arguments, Figures figures)
    {
        var conversations = LocomoConversation.Read(arguments.Locomo!);
        figures.Note(string.Create(CultureInfo.InvariantCulture, $"{conversations.Count} conversations, {conversations.Sum(c => c.Turns.Count):N0} turns, {conversations.Sum(c => c.Questions.Count):N0} questions, {conversations.Sum(c => c.Questions.Sum(q => q.Evidence)):N0} turns of evidence. Tokens by o200k_base; asked {Later.TotalDays:0} days after the last turn."));
        await using var dump = Dump.Open(arguments.Dump, "locomo-packing.jsonl");

        // The receipts hold every candidate's parts and tokens, which is all that density and the leave-one-out search need.
        var seen = conversations.Select(c => new WeightSearch.Seen[c.Questions.Count]).ToList();
        var own = await Measure(
            conversations, (c, _) => CompileProfile.Default, (c, _) => conversations[c].Turns, dump, (c, q, receipt) => seen[c][q] = WeightSearch.Seen.Of(receipt, conversations[c].Questions[q]));
        var plain = await Measure(conversations, (_, _) => ByGivenScore, (c, q) => Scored(conversations[c], PlainBm25.Scores(conversations[c].Questions[q].Text, conversations[c].Turns)), null);
        Add("evidence", own.Share, plain.Share);
        Add("evidence_mean", own.Mean, plain.Mean, "mean over the questions with evidence of each one's share");
        var weights = conversations.Count < 2 ? [] : Enumerable.Range(0, conversations.Count).Select(c => new WeightSearch(seen, leaveOut: c).Best()).ToList();
        var apart = weights.Count == 0 ? null : await Measure(conversations, (c, _) => CompileProfile.Default with { Name = "left-out", MessageWeights = weights[c] }, (c, _) => conversations[c].Turns, null);
        Add("evidence_loo", apart?.Share, plain.Share, "each conversation with message weights that were searched for on the others");
        Add("evidence_loo_mean", apart?.Mean, plain.Mean);
        var density = await Measure(conversations, (_, _) => ByGivenScore, (c, q) => Scored(conversations[c], seen[c][q].Density), null);
        Add("density", density.Share, null, "the same scores, packed by score per token");
        figures.Note($"On all: {new WeightSearch(seen, leaveOut: null).Best()}");
        foreach (var (c, best) in weights.Index())
        {
            figures.Note($"Without {conversations[c].Sample}: {best}");
        }

        var turns = conversations.SelectMany(c => c.Turns).ToList();
        CompileGrowth.Measure(
            figures, [.. conversations[0].Questions.Take(20).Select(q => q.Text)], size => [.. Enumerable.Range(0, size).Select(i => turns[i % turns.Count] with { Id = $"{i:00000}" })],
            turns.Max(t => t.At)!.Value + Later, "messages of these conversations");

        void Add(string name, double[]? values, double[]? peers, string? note = null)
        {
            for (var b = 0; b < values?.Length; b++)
            {
                figures.Add($"{name}@{Budgets[b]}", values[b], "percent", peers is null ? null : new(PeerName, peers[b]), b == 0 ? note : null);
            }
        }
    }

    private static List<T> Each<T>(LocomoConversation conversation, Func<LocomoQuestion, T> of) =>
        [.. conversation.Questions.AsParallel().AsOrdered().WithDegreeOfParallelism(Environment.ProcessorCount).Select(of)];

    private static async Task<Kept> Measure(
        IReadOnlyList<LocomoConversation> conversations, Func<int, int, CompileProfile> profile, Func<int, int, IReadOnlyList<ContextItem>> items, Dump? dump,
        Action<int, int, Receipt>? look = null)
    {
        var kept = new double[Budgets.Length];
        var means = new double[Budgets.Length];
        foreach (var (c, conversation) in conversations.Index())
        {
            var answers = Each(conversation, q =>
            {
                var given = items(c, q.Qa);
                var outputs = Budgets.Select(budget => Compile(conversation, q, given, profile(c, q.Qa), budget)).ToList();
                look?.Invoke(c, q.Qa, outputs[^1].Receipt);
                return outputs.Select(o => o.Markdown).ToList();
            });
            foreach (var (question, windows) in conversation.Questions.Zip(answers))
            {
                for (var b = 0; b < Budgets.Length; b++)
                {
                    var window = windows[b];
                    var found = question.Gold.Count(id => window.Contains(conversation.Words[id], StringComparison.Ordinal));
                    kept[b] += found;
                    means[b] += question.Evidence == 0 ? 0 : (double)found / question.Evidence;
                    if (dump is not null)
                    {
                        await dump.Write(new { conversation.Sample, question.Qa, Budget = Budgets[b], Tokens = O200kBase.Shared.Count(window), Rendered = window });
                    }
                }
            }
        }

        var evidence = conversations.Sum(c => c.Questions.Sum(q => q.Evidence));
        var asked = conversations.Sum(c => c.Questions.Count(q => q.Evidence > 0));
        return new([.. kept.Select(k => 100 * k / evidence)], [.. means.Select(m => 100 * m / asked)]);
    }

    private static List<ContextItem> Scored(LocomoConversation conversation, IReadOnlyDictionary<string, double> scores)
    {
        var highest = scores.Values.Max();
        return [.. conversation.Turns.Select(turn => turn with { RetrievalScore = highest <= 0 ? 0 : scores[turn.Id] / highest })];
    }

    private static CompileOutput Compile(LocomoConversation conversation, LocomoQuestion question, IReadOnlyList<ContextItem> items, CompileProfile profile, int budget) =>
        CompileGrowth.Compile(question.Text, items, profile, budget, conversation.Turns[^1].At!.Value + Later);
}
