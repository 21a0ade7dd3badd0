namespace Substrate.Compiling;

/// <summary>
/// Stage 5: of texts of one kind that say the same, one stays. Same hash, or the Jaccard similarity of their three-word shingles, estimated from the
/// smallest 128 shingle hashes of each (bottom-k MinHash, Broder 1997; exact for short texts). The survivor takes the strictest sensitivity and the
/// lowest trust of those it stands for. Messages never collapse: a conversation may repeat itself.
/// </summary>
internal static class Collapsing
{
    private const int SketchSize = 128;
    private const int ShingleWords = 3;

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
        Array.Sort(members, (a, b) => SurvivesBefore(all[a].Item, all[b].Item));
        var survivors = new List<(int Index, ulong[] Sketch)>();
        foreach (var i in members)
        {
            var candidate = all[i];
            var sketch = Sketch(candidate.Item.Text);
            var twin = survivors.FindIndex(other =>
                string.Equals(all[other.Index].TextHash, candidate.TextHash, StringComparison.Ordinal) || Similarity(other.Sketch, sketch) >= similarity);
            if (twin < 0)
            {
                survivors.Add((i, sketch));
                continue;
            }
            var survivor = all[survivors[twin].Index];
            var same = string.Equals(survivor.TextHash, candidate.TextHash, StringComparison.Ordinal) ? "the same" : "nearly the same";
            all[i] = candidate with
            {
                Verdict = new Verdict(ReasonCode.DuplicateOf, $"Left out: it says {same} as {survivor.Item.Id}, which stands for both.", survivor.Item.Id),
            };
            all[survivors[twin].Index] = survivor with
            {
                Item = survivor.Item with
                {
                    Sensitivity = Max(survivor.Item.Sensitivity, candidate.Item.Sensitivity),
                    Trust = candidate.Item.Trust < survivor.Item.Trust ? candidate.Item.Trust : survivor.Item.Trust,
                },
                WithheldBy = survivor.WithheldBy ?? candidate.WithheldBy,
            };
        }
    }

    private static Scoping.Sensitivity Max(Scoping.Sensitivity a, Scoping.Sensitivity b) => a > b ? a : b;

    private static int SurvivesBefore(ContextItem a, ContextItem b)
    {
        var order = b.Pinned.CompareTo(a.Pinned);
        if (order == 0) order = b.Weight.CompareTo(a.Weight);
        if (order == 0) order = (b.RetrievalScore ?? 0).CompareTo(a.RetrievalScore ?? 0);
        if (order == 0) order = Nullable.Compare(b.At, a.At);
        return order != 0 ? order : string.CompareOrdinal(a.Id, b.Id);
    }

    private static ulong[] Sketch(string text)
    {
        var words = new List<ulong>();
        foreach (var term in Terms.Of(text)) words.Add(Terms.Hash(term));
        var shingles = new HashSet<ulong>();
        for (var i = 0; i + ShingleWords <= words.Count; i++) shingles.Add(Mix(words[i], words[i + 1], words[i + 2]));
        if (shingles.Count == 0 && words.Count > 0) shingles.Add(words.Aggregate(0UL, (hash, word) => Mix(hash, word, (ulong)words.Count)));
        var sketch = shingles.ToArray();
        Array.Sort(sketch);
        return sketch.Length > SketchSize ? sketch[..SketchSize] : sketch;
    }

    private static double Similarity(ulong[] a, ulong[] b)
    {
        if (a.Length == 0 || b.Length == 0) return 0;
        var full = Math.Max(a.Length, b.Length) == SketchSize; // at least one is cut: look at the smallest hashes of the union only
        var limit = full ? SketchSize : int.MaxValue;
        int i = 0, j = 0, union = 0, both = 0;
        while ((i < a.Length || j < b.Length) && union < limit)
        {
            if (j >= b.Length || (i < a.Length && a[i] < b[j])) i++;
            else if (i >= a.Length || b[j] < a[i]) j++;
            else
            {
                both++;
                i++;
                j++;
            }
            union++;
        }
        return (double)both / union;
    }

    private static ulong Mix(ulong a, ulong b, ulong c)
    {
        var hash = a;
        hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15 + b;
        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9 + c;
        hash = (hash ^ (hash >> 32)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
