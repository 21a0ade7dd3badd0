namespace Context.Domain;

/// <summary>The words of a task that memory is asked with. They travel in a URL, whose length is bounded; the task itself may have 100,000 characters.</summary>
internal static class RetrievalQuery
{
    /// <summary>Bytes after percent-encoding; request lines of 8 KB are accepted, and the scope needs room too.</summary>
    public const int MaxEncodedBytes = 4_000;

    /// <summary>The task as it is when it fits, else its distinct words in their order until the room is used up.</summary>
    public static string From(string task)
    {
        if (EncodedLength(task) <= MaxEncodedBytes)
        {
            return task;
        }

        var words = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var room = MaxEncodedBytes;
        foreach (var range in Words(task))
        {
            var word = task[range];
            if (!seen.Add(word))
            {
                continue;
            }
            var need = EncodedLength(word) + 3;
            if (need > room)
            {
                break;
            }
            room -= need;
            words.Add(word);
        }

        return string.Join(' ', words);
    }

    private static IEnumerable<Range> Words(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '.' or '-' or '/');
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                // A word longer than any identifier is data (a blob, a minified line), not something to search for.
                if (i - start is >= 2 and <= 100)
                {
                    yield return start..i;
                }
                start = -1;
            }
        }
    }

    private static int EncodedLength(string text)
    {
        var bytes = 0;
        foreach (var c in text)
        {
            bytes += c < 0x80 ? (char.IsAsciiLetterOrDigit(c) ? 1 : 3) : 9;
            if (bytes > MaxEncodedBytes)
            {
                return bytes;
            }
        }

        return bytes;
    }
}
