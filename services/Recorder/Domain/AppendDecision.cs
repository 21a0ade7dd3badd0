namespace Recorder.Domain;

/// <summary>What to do with a batch of steps, given what is already recorded under the same seq.</summary>
/// <param name="New">Steps to store, in seq order, each seq once.</param>
/// <param name="Conflict">A seq that holds other content; nothing of the batch may be stored then.</param>
internal sealed record AppendDecision(IReadOnlyList<PreparedStep> New, int Duplicates, int? Conflict)
{
    public static AppendDecision For(IEnumerable<PreparedStep> batch, IReadOnlyDictionary<int, string> recorded)
    {
        var fresh = new SortedDictionary<int, PreparedStep>();
        var duplicates = 0;
        foreach (var step in batch)
        {
            var known = recorded.TryGetValue(step.Seq, out var hash) ? hash : fresh.TryGetValue(step.Seq, out var twin) ? twin.ContentHash : null;
            if (known is null)
            {
                fresh.Add(step.Seq, step);
            }
            else if (known == step.ContentHash)
            {
                duplicates++;
            }
            else
            {
                return new AppendDecision([], 0, step.Seq);
            }
        }

        return new AppendDecision([.. fresh.Values], duplicates, null);
    }
}
