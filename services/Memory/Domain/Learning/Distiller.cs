using Memory.Domain.Traces;
using Substrate.Scoping;
using Substrate.Trace;

namespace Memory.Domain.Learning;

/// <summary>A draft with its judgement numbers and its place in the run.</summary>
/// <param name="Parts">What the confidence is made of, plus reuse; each 0 to 1.</param>
internal sealed record Candidate(Draft Draft, Episode? Episode, Scope Scope, Sensitivity Sensitivity, double Confidence, IReadOnlyDictionary<string, double> Parts, bool Suspicious);

/// <param name="Dropped">Candidates not even stored, by reason: injected, secret.</param>
internal sealed record Lessons(IReadOnlyList<Episode> Episodes, IReadOnlyList<Candidate> Candidates, IReadOnlyDictionary<string, int> Dropped);

/// <summary>From one recorded run to candidates. Pure: the same run gives the same candidates in the same order.</summary>
internal static class Distiller
{
    /// <param name="injected">Texts of the memories that were put into this run's window.</param>
    public static Lessons Distil(RunTrace run, IReadOnlyList<string> injected)
    {
        var reading = RunReader.Read(run);
        var episodes = Episodes.Cut(reading);
        var echoes = injected.Select(t => new TextShape(t)).ToList();
        var dropped = new Dictionary<string, int>(StringComparer.Ordinal);
        var candidates = new List<Candidate>();
        var drafts = WarningExtractor.Extract(reading).Concat(ProcedureExtractor.Extract(reading)).Concat(FactExtractor.Extract(reading)).Concat(PreferenceExtractor.Extract(run));
        foreach (var group in drafts.GroupBy(d => (d.Kind, d.Key)))
        {
            // The same statement found several times in one run is one candidate that recurred.
            var best = group.OrderByDescending(d => d.Shown + d.Specificity).ThenBy(d => d.Evidence[0].Seq).First();
            var draft = best with { Occurrences = group.Sum(d => d.Occurrences), NeedsSecondRun = group.All(d => d.NeedsSecondRun), Trust = group.Min(d => d.Trust) };
            draft = draft with { Evidence = [.. draft.Evidence.Where(e => e.End > e.Start).Distinct()] };
            if (!Holds(reading, draft)) { Count("unfounded"); continue; }
            if (Secret(draft)) { Count("secret"); continue; }
            var shape = new TextShape(draft.Text);
            if (echoes.Exists(shape.Echoes)) { Count("injected"); continue; }
            if (candidates.Exists(c => c.Draft.Kind == draft.Kind && new TextShape(c.Draft.Text).IsNearDuplicateOf(shape))) { Count("duplicate"); continue; }
            candidates.Add(Judge(run, reading, episodes, draft));
        }

        return new Lessons(episodes, candidates, dropped);

        void Count(string reason) => dropped[reason] = dropped.GetValueOrDefault(reason) + 1;
    }

    private static Candidate Judge(RunTrace run, RunReading reading, IReadOnlyList<Episode> episodes, Draft draft)
    {
        var parts = Scoring.Parts(draft, run.Outcome, runs: 1);
        var outside = draft.Trust == Trust.ToolExternal;
        return new Candidate(draft, Episodes.Containing(episodes, draft.Evidence[0].Seq), ScopeOf(run, draft.Kind), SensitivityOf(reading, draft), Scoring.Confidence(parts), parts,
            draft.Kind != MemoryKind.Preference && (Suspicion.Commands(draft.Text) || draft.Evidence.Any(e => Suspicion.Commands(e.Quote))) || outside && draft.Kind is MemoryKind.Procedure or MemoryKind.Warning && outside);
    }

    private static Scope ScopeOf(RunTrace run, MemoryKind kind) =>
        kind == MemoryKind.Preference ? new Scope(run.Scope.Project, run.Scope.Repo, User: run.Scope.User) : new Scope(run.Scope.Project, run.Scope.Repo);

    /// <summary>Something secret was taken out of the step: what stays may still tell where it was.</summary>
    private static Sensitivity SensitivityOf(RunReading reading, Draft draft) =>
        draft.Evidence.Any(e => Payload(reading, e) is { } payload && Suspicion.Redacted(payload)) ? Sensitivity.Confidential : Sensitivity.Internal;

    private static bool Secret(Draft draft) =>
        Suspicion.Redacted(draft.Text) || Suspicion.HoldsCredentials(draft.Text) || draft.Evidence.Any(e => Suspicion.Redacted(e.Quote) || Suspicion.HoldsCredentials(e.Quote));

    /// <summary>Every quote is exactly what the payload holds at its span; a draft for which that fails rests on blanked memory or on nothing.</summary>
    private static bool Holds(RunReading reading, Draft draft) => draft.Evidence.Count > 0
        && draft.Evidence.All(e => e.End > e.Start && Payload(reading, e) is { } payload && e.End <= payload.Length && payload.AsSpan(e.Start, e.End - e.Start).SequenceEqual(e.Quote));

    private static string? Payload(RunReading reading, Evidence evidence)
    {
        var step = reading.Step(evidence.Seq);
        return evidence.Field switch { "args" => step.Args, "result" => step.Result, "output" => step.Output, _ => null };
    }
}
