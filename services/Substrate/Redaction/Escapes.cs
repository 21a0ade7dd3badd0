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

    private static bool IsHex(ReadOnlySpan<char> digits)
    {
        foreach (var c in digits)
        {
            if (!char.IsAsciiHexDigit(c)) return false;
        }
        return true;
    }
}
