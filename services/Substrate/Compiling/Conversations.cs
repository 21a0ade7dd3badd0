namespace Substrate.Compiling;

/// <summary>What a message's place in its conversation, and its form, say about its worth. Parts of a score that only messages have; each 0 to 1.</summary>
internal static class Conversations
{
    /// <summary>Longest "Name:" that is taken for who speaks.</summary>
    private const int LongestSpeaker = 40;

    /// <summary>Messages of one source on one day (UTC), in their order. Without a time they are one session in the order of their ids.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Sessions(IReadOnlyList<ContextItem> items) =>
    [
        .. Enumerable.Range(0, items.Count).Where(i => items[i].Kind == ItemKind.Message)
            .GroupBy(i => (items[i].Source.Uri, items[i].At?.UtcDateTime.Date))
            .Select(session => (IReadOnlyList<int>)
                [.. session.Order(Comparer<int>.Create((a, b) => Candidate.ByTime(items[a], items[b])))]),
    ];

    /// <summary>Each message's session's best match.</summary>
    public static double[] Best(IReadOnlyList<IReadOnlyList<int>> sessions, double[] matches)
    {
        var best = new double[matches.Length];
        foreach (var session in sessions)
        {
            var top = session.Max(i => matches[i]);
            foreach (var i in session) best[i] = top;
        }
        return best;
    }

    /// <summary>For a message that follows a question: how well that question matches the task.</summary>
    public static double[] Answers(IReadOnlyList<IReadOnlyList<int>> sessions, IReadOnlyList<ContextItem> items, double[] matches)
    {
        var answers = new double[matches.Length];
        foreach (var session in sessions)
        {
            for (var at = 1; at < session.Count; at++)
            {
                if (items[session[at - 1]].Text.Contains('?', StringComparison.Ordinal)) answers[session[at]] = matches[session[at - 1]];
            }
        }
        return answers;
    }

    /// <summary>1 for what opens its session, a half for the second, a third for the third, and so on.</summary>
    public static double[] Openings(IReadOnlyList<IReadOnlyList<int>> sessions, int items)
    {
        var openings = new double[items];
        foreach (var session in sessions)
        {
            for (var at = 0; at < session.Count; at++) openings[session[at]] = 1.0 / (at + 1);
        }
        return openings;
    }

    /// <summary>The words before the first colon of a line that starts like "Kim Lee: "; empty for none.</summary>
    public static IReadOnlyList<string> Speaker(string text) => SpeakerLength(text) is > 0 and var length ? Terms.Of(text[..length]) : [];

    /// <summary>Characters before that colon; 0 for none.</summary>
    public static int SpeakerLength(ReadOnlySpan<char> text)
    {
        var colon = text[..Math.Min(text.Length, LongestSpeaker)].IndexOf(": ", StringComparison.Ordinal);
        if (colon <= 0) return 0;
        var letters = 0;
        foreach (var c in text[..colon])
        {
            if (char.IsLetterOrDigit(c)) letters++;
            else if (c is not (' ' or '-' or '_' or '.' or '\'')) return 0;
        }
        return letters > 0 ? colon : 0;
    }

    /// <summary>Share of the sentences that do not ask. Who asks does not know; what a task wants to know stands in answers.</summary>
    public static double Statement(string text)
    {
        int sentences = 0, questions = 0;
        var open = false;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c)) open = true;
            if (open && c is ('.' or '!' or '?' or '\n' or '。' or '？'))
            {
                sentences++;
                if (c is '?' or '？') questions++;
                open = false;
            }
        }
        if (open) sentences++;
        return sentences == 0 ? 0 : 1 - ((double)questions / sentences);
    }
}
