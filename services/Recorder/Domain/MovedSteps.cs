namespace Recorder.Domain;

/// <summary>Acts that both runs did, at places that no common order allows.</summary>
internal static class MovedSteps
{
    /// <summary>What is left over on both sides with equal content stands at another place; marks its right side as paired.</summary>
    public static Dictionary<int, int> Find(StepKeys[] a, StepKeys[] b, int[] partner, bool[] paired)
    {
        var spare = new Dictionary<int, Queue<int>>();
        for (var j = 0; j < b.Length; j++)
        {
            if (!paired[j])
            {
                (spare.TryGetValue(b[j].Content, out var queue) ? queue : spare[b[j].Content] = new()).Enqueue(j);
            }
        }

        var moved = new Dictionary<int, int>();
        for (var i = 0; i < a.Length; i++)
        {
            if (partner[i] < 0 && spare.TryGetValue(a[i].Content, out var queue) && queue.TryDequeue(out var j))
            {
                moved[i] = j;
                paired[j] = true;
            }
        }

        return moved;
    }
}
