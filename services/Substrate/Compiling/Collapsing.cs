namespace Substrate.Compiling;

/// <summary>
/// Stage 5: of texts of one kind that say the same, one stays: same hash, or three-word shingles as alike as the profile says (<see cref="TwinIndex"/>).
/// The survivor keeps the ids and sources of all it stands for, and takes their strictest sensitivity and lowest trust,
/// and is found by what any of them is found by. What was refused before this stage
/// takes no part, so it cannot come back through a twin. Messages never collapse: a conversation may repeat itself.
/// </summary>
internal static class Collapsing
{
    public static IReadOnlyList<Candidate> Run(IReadOnlyList<Candidate> candidates, CompileProfile profile)
    {
        var result = candidates.ToArray();
        var groups = Enumerable.Range(0, result.Length)
            .Where(i => result[i].Alive && result[i].Item.Kind != ItemKind.Message)
            .GroupBy(i => result[i].Item.Kind);
        foreach (var group in groups) Collapse(result, [.. group], profile.DuplicateSimilarity);
        return result;
    }

    private static void Collapse(Candidate[] all, int[] members, double similarity)
    {
        if (members.Length < 2) return;
        Array.Sort(members, (a, b) => SurvivesBefore(all[a].Item, all[b].Item));
        var index = new TwinIndex(similarity);
        var standsFor = new Dictionary<int, List<TwinSource>>();
        var sketches = SideBySide.Map(members, i => Sketch.Of(all[i].Item.Text));
        foreach (var (place, i) in members.Index())
        {
            var candidate = all[i];
            if (index.TwinOrAdd(i, candidate.TextHash, sketches[place]) is not { } at) continue;
            var survivor = all[at];
            var same = string.Equals(survivor.TextHash, candidate.TextHash, StringComparison.Ordinal) ? "the same" : "nearly the same";
            all[i] = candidate with
            {
                Verdict = new Verdict(ReasonCode.DuplicateOf, $"Left out: it says {same} as {survivor.Item.Id}, which stands for both.", survivor.Item.Id),
            };
            all[at] = Standing(survivor, candidate);
            if (!standsFor.TryGetValue(at, out var origins)) standsFor[at] = origins = [];
            origins.Add(new TwinSource(candidate.Item.Id, candidate.Item.Source.Uri));
        }
        foreach (var (at, origins) in standsFor)
        {
            origins.Sort((a, b) => string.CompareOrdinal(a.ItemId, b.ItemId));
            all[at] = all[at] with { StandsFor = origins };
        }
    }

    private static Candidate Standing(Candidate survivor, Candidate twin) => survivor with
    {
        Item = survivor.Item with
        {
            Sensitivity = twin.Item.Sensitivity > survivor.Item.Sensitivity ? twin.Item.Sensitivity : survivor.Item.Sensitivity,
            Trust = twin.Item.Trust < survivor.Item.Trust ? twin.Item.Trust : survivor.Item.Trust,
            Keywords = Joined(survivor.Item.Keywords, twin.Item.Keywords),
        },
        WithheldBy = survivor.WithheldBy ?? twin.WithheldBy,
    };

    private static string? Joined(string? ours, string? theirs) =>
        ours is null || theirs is null ? ours ?? theirs : ours.Split('\n').Contains(theirs, StringComparer.Ordinal) ? ours : $"{ours}\n{theirs}";

    private static int SurvivesBefore(ContextItem a, ContextItem b)
    {
        var order = b.Pinned.CompareTo(a.Pinned);
        if (order == 0) order = b.Weight.CompareTo(a.Weight);
        if (order == 0) order = (b.RetrievalScore ?? 0).CompareTo(a.RetrievalScore ?? 0);
        if (order == 0) order = Nullable.Compare(b.At, a.At);
        return order != 0 ? order : string.CompareOrdinal(a.Id, b.Id);
    }
}
