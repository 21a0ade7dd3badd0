using Substrate.Trace;

namespace Memory.Domain.Learning;

/// <summary>The numbers behind a candidate, by the weights in <see cref="LearningRules"/>.</summary>
internal static class Scoring
{
    /// <param name="runs">Independent runs that show it.</param>
    public static IReadOnlyDictionary<string, double> Parts(Draft draft, OutcomeStatus outcome, int runs) => new SortedDictionary<string, double>(StringComparer.Ordinal)
    {
        ["shown"] = draft.Shown,
        ["specificity"] = draft.Specificity,
        ["outcome"] = LearningRules.OutcomePart(draft.Kind, outcome),
        ["corroboration"] = LearningRules.CorroborationPart(runs),
        ["recurrence"] = LearningRules.RecurrencePart(draft.Occurrences),
        ["reuse"] = draft.Reuse,
    };

    public static double Confidence(IReadOnlyDictionary<string, double> parts) =>
        Math.Round(LearningRules.Weights.Sum(w => w.Value * parts.GetValueOrDefault(w.Key)), 4);

    /// <summary>The same statement with more runs behind it; the better outcome counts.</summary>
    public static IReadOnlyDictionary<string, double> Corroborated(IReadOnlyDictionary<string, double> own, IReadOnlyDictionary<string, double> other, int runs)
    {
        var parts = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in own.Keys.Union(other.Keys)) { parts[name] = Math.Max(own.GetValueOrDefault(name), other.GetValueOrDefault(name)); }
        parts["corroboration"] = LearningRules.CorroborationPart(runs);
        return parts;
    }
}
