namespace Substrate.Redaction;

/// <summary>
/// Much of what we read is JSON, or JSON within JSON: in <c>"\nAKIA…"</c> the n of the escape stands against the secret and hides where it starts.
/// </summary>
internal static class Escapes
{
    /// <summary>The text with \n, \r, \t, \b, \f and \uXXXX blanked, at the same length: places found in it are places in the text. The same instance without a backslash.</summary>
    public static string Blank(string text)
    {
        var first = text.IndexOf('\\', StringComparison.Ordinal);
        return first < 0 ? text : string.Create(text.Length, (text, first), static (view, given) =>
        {
            given.text.CopyTo(view);
            for (var at = given.first; at >= 0 && at + 1 < view.Length;)
            {
                var run = 1;
                while (at + run < view.Length && view[at + run] == '\\') run++;
                // The backslash that is itself escaped stays; the last one of the run escapes what follows, however deep the nesting.
                var escaped = at + run;
                var length = escaped >= view.Length ? 0 : view[escaped] switch
                {
                    'n' or 'r' or 't' or 'b' or 'f' => 1,
                    'u' when escaped + 4 < view.Length && IsHex(view.Slice(escaped + 1, 4)) => 5,
                    _ => 0,
                };
                if (length > 0)
                {
                    view.Slice(at, run + length).Fill(' ');
                    if (given.text[escaped] is 'n' or 'r') view[at] = '\n';
                }
                var next = view[Math.Min(escaped + length, view.Length)..].IndexOf('\\');
                at = next < 0 ? -1 : escaped + length + next;
            }
        });
    }

    /// <summary>
    /// The span without a part of an escape: JSON has to stay JSON. A backslash at its end belongs to the quote or letter after it and stays outside; an escape
    /// that it begins within goes with it, since less than what was found must never be taken out.
    /// </summary>
    public static SecretSpan Outside(string text, SecretSpan span)
    {
        var length = span.Length;
        while (length > 0 && text[span.Start + length - 1] == '\\') length--;
        var start = span.Start;
        if (length > 0 && BeginsBefore(text, start) is { } escape) start = escape;
        return span with { Start = start, Length = length + span.Start - start };
    }

    /// <summary>Where the escape begins that <paramref name="at"/> stands within; null for none.</summary>
    private static int? BeginsBefore(string text, int at)
    {
        if (IsEscaped(text, at) && text[at] is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't' or 'u') return at - 1;
        for (var letter = at - 1; letter >= Math.Max(1, at - 4); letter--)
        {
            if (text[letter] == 'u' && IsEscaped(text, letter)) return letter - 1;
            if (!char.IsAsciiHexDigit(text[letter])) return null;
        }
        return null;
    }

    /// <summary>Whether an odd number of backslashes stand before it.</summary>
    private static bool IsEscaped(string text, int at)
    {
        var before = at;
        while (before > 0 && text[before - 1] == '\\') before--;
        return (at - before) % 2 == 1;
    }

    private static bool IsHex(ReadOnlySpan<char> digits)
    {
        foreach (var c in digits)
        {
            if (!char.IsAsciiHexDigit(c)) return false;
        }
        return true;
    }
}
