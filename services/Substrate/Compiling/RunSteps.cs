using Substrate.Tokens;

namespace Substrate.Compiling;

/// <summary>
/// Stage 6b, for the steps of a recorded run (<see cref="RunWindow"/>) alone: their score, and their form when not all fit whole. The prompt comes first; the
/// best steps stand whole, the newest and those that share names with what the agent is at; of the others those lines stand that hold names, or errors,
/// which nothing kept says yet (<see cref="StepLines"/>). A step of which nothing is needed ranks behind all that say something.
/// </summary>
internal static class RunSteps
{
    private const string Source = "step:";
    /// <summary>So many newest items stand for what the agent is at, beside the focus.</summary>
    private const int Newest = 4;
    /// <summary>What a heading and a fence cost, about; the window is counted exactly later.</summary>
    public const int Frame = 14;
    /// <summary>Sums over pieces are a little off: this part of the room is planned, the rest is left to the packing.</summary>
    private const double Planned = 0.97;

    public static bool IsStep(ContextItem item) => item.Source.Uri.StartsWith(Source, StringComparison.Ordinal);

    public static IReadOnlyList<Candidate> Run(IReadOnlyList<Candidate> candidates, CompileInput input, ITokenCounter tokens)
    {
        var steps = candidates.Where(candidate => candidate.Alive && IsStep(candidate.Item)).ToList();
        if (steps.Count == 0) return candidates;
        steps.Sort(Candidate.ByTime);
        var names = steps.Select(step => CodeNames.In(Rendering.Shown(step))).ToList();
        var scored = Score(steps, names, input);
        var costs = scored.Select(step => tokens.Count(Rendering.Shown(step)) + Frame).ToList();
        var formed = Form(scored, names, costs, (int)(input.Budget * Planned), input.Profile, tokens).ToDictionary(step => step.Item.Id, StringComparer.Ordinal);
        return [.. candidates.Select(candidate => formed.GetValueOrDefault(candidate.Item.Id, candidate))];
    }

    private static bool IsPrompt(Candidate step) => step.Item.Kind is ItemKind.Instruction or ItemKind.Task;

    /// <summary>As if each said something new; who does not loses that part later.</summary>
    private static List<Candidate> Score(List<Candidate> steps, List<HashSet<string>> names, CompileInput input)
    {
        var holders = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names.SelectMany(of => of)) holders[name] = holders.GetValueOrDefault(name) + 1;
        var focus = CodeNames.In(input.Task);
        for (var i = Math.Max(0, steps.Count - Newest); i < steps.Count; i++) focus.UnionWith(names[i]);
        // Sums in one order, whatever the set's.
        double Rarity(IEnumerable<string> of) => of.Where(focus.Contains).Order(StringComparer.Ordinal).Sum(name => 1.0 / holders.GetValueOrDefault(name, 1));
        var shared = names.Select(Rarity).ToList();
        var most = shared.Max();
        var scored = new List<Candidate>(steps);
        for (int i = steps.Count - 1, age = 0; i >= 0; i--)
        {
            var prompt = IsPrompt(steps[i]);
            scored[i] = With(
                steps[i], prompt ? 1 : Math.Pow(2, -age / input.Profile.Steps.HalfLife), prompt ? 1 : most <= 0 ? 0 : Math.Sqrt(shared[i] / most), 1, input.Profile);
            if (steps[i].Item.Kind == ItemKind.Message) age++;
        }
        return scored;
    }

    private static Candidate With(Candidate step, double recency, double proximity, double news, CompileProfile profile)
    {
        var parts = new ScoreParts
        {
            ["step"] = Scoring.Round(recency), ["proximity"] = Scoring.Round(proximity), ["news"] = news,
        };
        return step with { Parts = parts, Score = Scoring.Round(ScorePart.Mean(parts, profile, step.Item.Kind)) };
    }

    private static IEnumerable<Candidate> Form(
        List<Candidate> steps, List<HashSet<string>> names, List<int> costs, int room, CompileProfile profile, ITokenCounter tokens)
    {
        var best = steps.Select((step, at) => step with { AtBest = step with { Tokens = costs[at] + Frame } }).ToList();
        if (costs.Sum() <= room) return best;
        var whole = new bool[steps.Count];
        for (var i = 0; i < steps.Count; i++)
        {
            if (!IsPrompt(steps[i]) || costs[i] > room) continue;
            whole[i] = true;
            room -= costs[i];
        }
        var share = (int)(room * profile.Steps.WholeShare);
        foreach (var i in Enumerable.Range(0, steps.Count).Where(i => !IsPrompt(steps[i])).Order(Comparer<int>.Create((a, b) => Candidate.ByRank(steps[a], steps[b]))))
        {
            if (costs[i] > share) continue;
            whole[i] = true;
            share -= costs[i];
            room -= costs[i];
        }
        var lines = StepLines.Choose(steps, names, whole, room, tokens);
        return best.Select((step, i) =>
        {
            if (whole[i]) return step;
            if (lines[i] is { } text) return step with { Variant = ItemVariant.Extract, VariantText = text, WholeTokens = costs[i] };
            return With(step, step.Parts["step"], step.Parts["proximity"], IsPrompt(step) ? 1 : 0, profile);
        });
    }
}
