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
                var length = Invisible(view, escaped);
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
    /// The span without a part of an escape: JSON has to stay JSON. A backslash at its end belongs to the quote or letter after it and stays outside;
    /// an escape that it cuts into goes with it whole, since less than what was found must never be taken out.
    /// </summary>
    public static SecretSpan Outside(ReadOnlySpan<char> text, SecretSpan span)
    {
        var end = span.End;
        while (end > span.Start && text[end - 1] == '\\') end--;
        if (end == span.Start) return span with { Length = 0 };
        var start = Before(text, span.Start);
        return span with { Start = start, Length = After(text, end) - start };
    }

    /// <summary>
    /// Where a cut at <paramref name="at"/> has to fall: there, or, if that is within an escape or between the halves of a surrogate pair, before all of it.
    /// A run of backslashes counts as a whole, since how deep the text is nested is not known: JSON within JSON stays JSON too.
    /// </summary>
    public static int Before(ReadOnlySpan<char> text, int at)
    {
        var slash = SlashNear(text, at);
        if (slash >= 0 && slash + 1 + Length(text, slash + 1) > at) at = RunStart(text, slash);
        var high = HighHalf(text, at);
        return high > 0 && LowHalf(text, at) > 0 ? at - high : at;
    }

    /// <summary>As <see cref="Before"/>, but after all of it.</summary>
    public static int After(ReadOnlySpan<char> text, int at)
    {
        var slash = SlashNear(text, at);
        if (slash >= 0) at = Math.Max(at, slash + 1 + Length(text, slash + 1));
        return HighHalf(text, at) > 0 ? at + LowHalf(text, at) : at;
    }

    /// <summary>The last backslash before <paramref name="at"/> whose escape could reach beyond it (\uXXXX is the longest), or -1.</summary>
    private static int SlashNear(ReadOnlySpan<char> text, int at)
    {
        var from = Math.Max(0, at - 5);
        var slash = text[from..at].LastIndexOf('\\');
        return slash < 0 ? -1 : from + slash;
    }

    private static int RunStart(ReadOnlySpan<char> text, int slash) => text[..slash].LastIndexOfAnyExcept('\\') + 1;

    /// <summary>How many code units the high half of a pair that ends at <paramref name="at"/> takes, written out or as an escape; 0 where none does.</summary>
    private static int HighHalf(ReadOnlySpan<char> text, int at)
    {
        if (at > 0 && char.IsHighSurrogate(text[at - 1])) return 1;
        return at >= 6 && text[at - 6] == '\\' && IsHalf(text, at - 5, "89abAB") ? at - RunStart(text, at - 6) : 0;
    }

    /// <summary>How many code units the low half of a pair that begins at <paramref name="at"/> takes; 0 where none does.</summary>
    private static int LowHalf(ReadOnlySpan<char> text, int at)
    {
        if (at < text.Length && char.IsLowSurrogate(text[at])) return 1;
        var run = text[at..].IndexOfAnyExcept('\\');
        return run > 0 && IsHalf(text, at + run, "cdefCDEF") ? run + 5 : 0;
    }

    private static bool IsHalf(ReadOnlySpan<char> text, int escaped, string second) =>
        Invisible(text, escaped) == 5 && (text[escaped + 1] is 'd' or 'D') && second.Contains(text[escaped + 2], StringComparison.Ordinal);

    /// <summary>How many code units the backslash before <paramref name="escaped"/> escapes in JSON; 0 where it escapes nothing.</summary>
    private static int Length(ReadOnlySpan<char> text, int escaped) => escaped < text.Length && text[escaped] is '"' or '/' or '\\' ? 1 : Invisible(text, escaped);

    /// <summary>As <see cref="Length"/>, of the escapes that hide what they stand for; the others show it.</summary>
    private static int Invisible(ReadOnlySpan<char> text, int escaped) => escaped >= text.Length ? 0 : text[escaped] switch
    {
        'n' or 'r' or 't' or 'b' or 'f' => 1,
        'u' when escaped + 4 < text.Length && IsHex(text.Slice(escaped + 1, 4)) => 5,
        _ => 0,
    };

    private static bool IsHex(ReadOnlySpan<char> digits)
    {
        foreach (var c in digits)
        {
            if (!char.IsAsciiHexDigit(c)) return false;
        }
        return true;
    }
}
