using System.Runtime.InteropServices;

namespace Recorder.Domain;

internal enum Alignment { Same, Changed, OnlyLeft, OnlyRight, Moved }

/// <param name="Left">Position in the left run; null when the step is only in the right one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AlignedStep(Alignment As, int? Left, int? Right);

/// <summary>
/// Lays the steps of two runs side by side so that equal acts stand opposite each other, in the order of both runs. Stretches of up to four million
/// pairs are aligned exactly (Needleman–Wunsch: equal content before equal signature before equal kind and tool); longer ones are first cut at acts
/// that they have in common (patience diff), so that 30,000 steps against 30,000 stay within n log n.
/// </summary>
internal static class RunAlignment
{
    private const long ExactPairs = 4_000_000;
    private const int MostCuts = 24;

    public static IReadOnlyList<AlignedStep> Of(IReadOnlyList<StepSign> left, IReadOnlyList<StepSign> right)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var (a, b) = (Keys(left, ids), Keys(right, ids));
        var partner = new int[left.Count];
        Array.Fill(partner, -1);
        var work = new Stack<(Stretch Range, int Cuts)>([(new Stretch(0, left.Count, 0, right.Count), 0)]);
        while (work.TryPop(out var next))
        {
            var range = Trim(next.Range, a, b, partner);
            if (range.Pairs <= ExactPairs)
            {
                ExactAlignment.Fill(a, b, range, partner);
            }
            else if (next.Cuts < MostCuts)
            {
                foreach (var gap in Cut(range, a, b, partner))
                {
                    work.Push((gap, next.Cuts + 1));
                }
            }
        }

        return Rows(a, b, partner);
    }

    private static StepKeys[] Keys(IReadOnlyList<StepSign> steps, Dictionary<string, int> ids)
    {
        return [.. steps.Select(s => new StepKeys(Id(s.Group), Id(s.Signature), Id(s.Content)))];

        int Id(string key)
        {
            if (!ids.TryGetValue(key, out var id))
            {
                ids[key] = id = ids.Count;
            }

            return id;
        }
    }

    private static Stretch Trim(Stretch range, StepKeys[] a, StepKeys[] b, int[] partner)
    {
        var (l, lEnd, r, rEnd) = range;
        for (; l < lEnd && r < rEnd && a[l].Content == b[r].Content; l++, r++)
        {
            partner[l] = r;
        }

        for (; l < lEnd && r < rEnd && a[lEnd - 1].Content == b[rEnd - 1].Content; lEnd--, rEnd--)
        {
            partner[lEnd - 1] = rEnd - 1;
        }

        return new Stretch(l, lEnd, r, rEnd);
    }

    /// <summary>Pairs what both sides have in common and in the same order, and returns the stretches in between; none when nothing is in common.</summary>
    private static List<Stretch> Cut(Stretch range, StepKeys[] a, StepKeys[] b, int[] partner)
    {
        var anchors = Patience.Anchors(range, a, b, k => k.Signature, once: true);
        anchors = anchors.Count > 0 ? anchors : Patience.Anchors(range, a, b, k => k.Signature, once: false);
        anchors = anchors.Count > 0 ? anchors : Patience.Anchors(range, a, b, k => k.Group, once: false);
        var gaps = new List<Stretch>(anchors.Count + 1);
        var (l, r) = (range.Left, range.Right);
        foreach (var (i, j) in anchors)
        {
            partner[i] = j;
            gaps.Add(new Stretch(l, i, r, j));
            (l, r) = (i + 1, j + 1);
        }

        if (anchors.Count > 0)
        {
            gaps.Add(new Stretch(l, range.LeftEnd, r, range.RightEnd));
        }

        return gaps;
    }

    private static List<AlignedStep> Rows(StepKeys[] a, StepKeys[] b, int[] partner)
    {
        var paired = new bool[b.Length];
        foreach (var j in partner.Where(j => j >= 0))
        {
            paired[j] = true;
        }

        var moved = MovedSteps.Find(a, b, partner, paired);
        var rows = new List<AlignedStep>(Math.Max(a.Length, b.Length));
        var r = 0;
        for (var l = 0; l < a.Length; l++)
        {
            if (partner[l] < 0)
            {
                rows.Add(moved.TryGetValue(l, out var to) ? new(Alignment.Moved, l, to) : new(Alignment.OnlyLeft, l, null));
                continue;
            }

            OnlyRight(partner[l]);
            rows.Add(new(a[l].Content == b[r].Content ? Alignment.Same : Alignment.Changed, l, r++));
        }

        OnlyRight(b.Length);
        return rows;

        void OnlyRight(int end)
        {
            for (; r < end; r++)
            {
                if (!paired[r])
                {
                    rows.Add(new(Alignment.OnlyRight, null, r));
                }
            }
        }
    }
}
