using Substrate.Hashing;
using Substrate.Policies;
using Substrate.Scoping;

namespace Substrate.Compiling;

/// <summary>Stage 10: the receipt. Included entries in window order, then the others by score and id.</summary>
internal static class ReceiptWriting
{
    public static Receipt Run(
        IReadOnlyList<Candidate> all, IReadOnlyList<IReadOnlyList<Candidate>> sections, string markdown, int used, PackingQuality packing, CompileInput input,
        string inputsHash, string tokenizer)
    {
        var inside = sections.SelectMany(section => section).ToList();
        var told = ScorePart.All.ToDictionary(
            part => part.Name, part => inside.Select(candidate => candidate.Parts.GetValueOrDefault(part.Name)).DefaultIfEmpty().Min(), StringComparer.Ordinal);
        var entries = inside.Select((candidate, place) => Included(candidate, place, inside.Count, Distinction(candidate, told, input.Profile)))
            .Concat(all.Where(candidate => !candidate.Alive).Order(Comparer<Candidate>.Create(Candidate.ByRank)).Select(Excluded)).ToList();
        var lanes = input.Profile.Lanes.Select(lane =>
        {
            var members = inside.Where(candidate => candidate.Lane == lane).ToList();
            return new LaneUse(lane.Name, Packing.Reserved(lane, input.Budget), members.Sum(candidate => candidate.Tokens), members.Count);
        }).ToList();
        return new Receipt(
            Compiler.Version, input.BuildVersion, new ProfileRef(input.Profile.Name, input.Profile.Version), input.Envelopes, Sorted(input.DisabledRules),
            tokenizer, input.Budget, used, lanes, entries, input.Memory, inputsHash, ContentHash.Of(markdown), input.Now, packing,
            input.Semantic is { } semantic ? new SemanticUse(semantic.Availability, semantic.Model, semantic.Similarities.Count, semantic.Detail) : null);
    }

    private static ReceiptEntry Included(Candidate candidate, int place, int of, string distinction)
    {
        var where = $"In the window at place {place + 1} of {of}";
        var why = candidate.Item.Pinned ? "because it is pinned" : $"with a score of {candidate.Score:0.00}, mostly for {distinction}";
        var secrets = candidate.Redactions.Count == 0 ? "" : $" Secrets were taken out: {string.Join(", ", candidate.Redactions.Select(finding => $"{finding.Count} × {finding.Kind}"))}.";
        var withheld = candidate.WithheldBy is null ? "" : " Policy withholds its text; what stands there is its summary or a note.";
        var form = candidate.Variant switch
        {
            ItemVariant.Summary => $" Its summary stands for it: whole, it needs {candidate.WholeTokens} tokens.",
            ItemVariant.Extract => $" What matches the task stands for it: whole, it needs {candidate.WholeTokens} tokens.",
            ItemVariant.Masked => $" One line stands for it: whole, it needs {candidate.WholeTokens} tokens.",
            _ => "",
        };
        return new ReceiptEntry(
            candidate.Item.Id, candidate.Item.Kind, candidate.Lane.Name, candidate.WithheldBy is null ? ReasonCode.Included : ReasonCode.Redacted, place, candidate.Tokens,
            candidate.Score, candidate.Parts, candidate.Item.Source.Uri, $"{where}, {why}.{form}{withheld}{secrets}", Rules: candidate.WithheldBy, TextHash: candidate.TextHash,
            StandsFor: candidate.StandsFor, Variant: candidate.Variant, WholeTokens: candidate.WholeTokens);
    }

    private static ReceiptEntry Excluded(Candidate candidate)
    {
        var verdict = candidate.Verdict!;
        // The hash of a text that must not be seen would let others check a guess.
        var mayKnow = verdict.Code is not (ReasonCode.ScopeDenied or ReasonCode.SensitivityDenied or ReasonCode.PolicyDenied or ReasonCode.TrustTooLow);
        return new ReceiptEntry(
            candidate.Item.Id, candidate.Item.Kind, candidate.Lane.Name, verdict.Code, null, candidate.Tokens, candidate.Score, candidate.Parts,
            candidate.Item.Source.Uri, verdict.Detail, verdict.DuplicateOf, verdict.Rules, mayKnow ? candidate.TextHash : null,
            mayKnow ? candidate.StandsFor : null);
    }

    /// <summary>The part that lifts an item furthest above what every included item has anyway: fresh memories are all recent, which explains none of them.</summary>
    private static string Distinction(Candidate candidate, Dictionary<string, double> everyone, CompileProfile profile)
    {
        double Lift(ScorePart part, double above) => part.WeightIn(profile, candidate.Item.Kind) * (candidate.Parts.GetValueOrDefault(part.Name) - above);
        var telling = ScorePart.All.MaxBy(part => Lift(part, everyone[part.Name]))!;
        if (candidate.Parts.GetValueOrDefault(telling.Name) <= everyone[telling.Name]) telling = ScorePart.All.MaxBy(part => Lift(part, 0))!;
        return telling.Words;
    }

    public static IReadOnlyList<string> Sorted(IEnumerable<string> values) => [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
