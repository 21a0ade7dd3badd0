namespace Substrate.Redaction;

/// <summary>Looks again where something was taken out, and only there: the rest of the text is as it was when nothing was found in it.</summary>
internal static class Surroundings
{
    /// <summary>How far a mark can matter, and how much more is read, so that nothing within reach is judged by a cut edge.</summary>
    private const int Reach = 2_048;
    private const int Margin = 2_048;

    public static IReadOnlyList<SecretSpan> Find(string text, List<Range> marks, RedactionSettings settings)
    {
        var found = new List<SecretSpan>();
        for (var i = 0; i < marks.Count;)
        {
            var start = marks[i].Start.Value - Reach;
            var end = marks[i].End.Value + Reach;
            for (i++; i < marks.Count && marks[i].Start.Value - Reach - Margin <= end + Margin; i++) end = marks[i].End.Value + Reach;
            var from = Escapes.Before(text, Math.Max(0, start - Margin));
            var to = Escapes.After(text, Math.Min(text.Length, end + Margin));
            foreach (var span in Redactor.Find(text[from..to], settings.Profile, settings.Pii))
            {
                var moved = span with { Start = from + span.Start };
                if (moved.End > start && moved.Start < end && (found.Count == 0 || moved.Start >= found[^1].End)) found.Add(moved);
            }
        }
        return found;
    }
}
