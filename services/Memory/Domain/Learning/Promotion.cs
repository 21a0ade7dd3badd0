using Substrate.Scoping;

namespace Memory.Domain.Learning;

internal enum Decision { Pending, Accepted, Rejected, Merged, Quarantined, Expired }

/// <summary>A statement already known in the same scope and of the same kind: a memory, or a candidate that waits.</summary>
/// <param name="State">Decision of its candidate; accepted means it is a memory.</param>
/// <param name="ByPerson">A person decided it, so no threshold does again.</param>
/// <param name="Runs">Independent runs behind it.</param>
internal sealed record Known(Guid Id, string Key, string Text, Decision State, bool ByPerson, bool NeedsSecondRun, IReadOnlyDictionary<string, double> Parts, IReadOnlySet<Guid> Runs);

/// <summary>What becomes of a new candidate.</summary>
/// <param name="Survivor">The known statement it merges into.</param>
/// <param name="SurvivorBecomes">The survivor's new decision, when this candidate tipped it.</param>
/// <param name="Absorbs">A weaker statement that waited and now merges into this one.</param>
/// <param name="SurvivorParts">The survivor's numbers with this run behind it.</param>
internal sealed record Ruling(Decision Decision, string Reason, Guid? Survivor = null, Decision? SurvivorBecomes = null, IReadOnlyDictionary<string, double>? SurvivorParts = null, Guid? Absorbs = null);

/// <summary>The promotion decision by stated thresholds (<see cref="LearningRules"/>).</summary>
internal static class Promotion
{
    public static Ruling Decide(Candidate candidate, Guid runId, IReadOnlyList<Known> known)
    {
        var shape = new TextShape(candidate.Draft.Text);
        var twin = known.FirstOrDefault(k => k.Key == candidate.Draft.Key) ?? known.FirstOrDefault(k => new TextShape(k.Text).IsNearDuplicateOf(shape));
        if (twin is not null)
        {
            return Merge(candidate, runId, twin);
        }

        if (candidate.Suspicious)
        {
            return new Ruling(Decision.Quarantined, "Its words come from outside or read like an instruction to the agent: a person has to look first.");
        }

        return Alone(candidate.Confidence, candidate.Draft.Reuse, candidate.Draft.NeedsSecondRun, candidate.Scope, runs: 1);
    }

    private static Ruling Merge(Candidate candidate, Guid runId, Known twin)
    {
        var runs = twin.Runs.Contains(runId) ? twin.Runs.Count : twin.Runs.Count + 1;
        var parts = Scoring.Corroborated(twin.Parts, candidate.Parts, runs);
        var said = $"The same statement as one known already; its evidence was added ({runs} runs).";
        if (twin.ByPerson || twin.State is Decision.Accepted or Decision.Quarantined || candidate.Suspicious)
        {
            return new Ruling(Decision.Merged, said, twin.Id, null, parts);
        }

        if (twin.State == Decision.Expired)
        {
            return new Ruling(Decision.Merged, said, twin.Id, Decision.Accepted, parts);
        }

        if (twin is { State: Decision.Pending, NeedsSecondRun: true } && !candidate.Draft.NeedsSecondRun)
        {
            return Alone(Scoring.Confidence(parts), candidate.Draft.Reuse, false, candidate.Scope, runs) with { Absorbs = twin.Id, SurvivorParts = parts };
        }

        var ruling = Alone(Scoring.Confidence(parts), parts.GetValueOrDefault("reuse"), twin.NeedsSecondRun && candidate.Draft.NeedsSecondRun, candidate.Scope, runs);
        return new Ruling(Decision.Merged, said, twin.Id, ruling.Decision == twin.State ? null : ruling.Decision, parts);
    }

    private static Ruling Alone(double confidence, double reuse, bool needsSecondRun, Scope scope, int runs)
    {
        if (confidence < LearningRules.RejectConfidence) { return new Ruling(Decision.Rejected, $"Confidence {confidence:0.00} is below {LearningRules.RejectConfidence:0.00}."); }
        if (reuse < LearningRules.RejectReuse) { return new Ruling(Decision.Rejected, $"Hardly any other task can use it (reuse {reuse:0.00})."); }
        // A project holds many repositories: what one of them needs is wrong for the others.
        if (scope.Repo is null && scope.User is null) { return new Ruling(Decision.Pending, "The run names no repository or user, so nobody can tell where it holds."); }
        if (needsSecondRun && runs < 2) { return new Ruling(Decision.Pending, "One run alone does not show it; it waits for a second one."); }
        if (confidence < LearningRules.AcceptConfidence) { return new Ruling(Decision.Pending, $"Confidence {confidence:0.00} is below {LearningRules.AcceptConfidence:0.00}."); }
        if (reuse < LearningRules.AcceptReuse) { return new Ruling(Decision.Pending, $"Few other tasks can use it (reuse {reuse:0.00})."); }
        return new Ruling(Decision.Accepted, $"Confidence {confidence:0.00} from {runs} run{(runs == 1 ? "" : "s")}.");
    }
}
