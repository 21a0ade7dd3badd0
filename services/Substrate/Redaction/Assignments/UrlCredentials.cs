using System.Buffers;

namespace Substrate.Redaction.Assignments;

/// <summary>The password in scheme://user:password@host (RFC 3986, section 3.2.1), and in user:password@tcp(host) as Go's MySQL driver writes it.</summary>
internal static class UrlCredentials
{
    private const int Longest = 400;
    private static readonly SearchValues<char> EndOfAuthority = SearchValues.Create(" \t\r\n\"'<>`\\@,");
    private static readonly SearchValues<char> BeforeUser = SearchValues.Create(" \t\r\n\"'<>`=/(");

    public static readonly string[] Keywords = ["://", Go];

    private const string Go = "@tcp(";

    /// <param name="at">Where one of <see cref="Keywords"/> stands.</param>
    public static void Read(ReadOnlySpan<char> text, int at, List<Assignment> found)
    {
        if (text[at] == '@')
        {
            var before = text.Slice(Math.Max(0, at - Longest), Math.Min(Longest, at));
            var start = at - before.Length + before.LastIndexOfAny(BeforeUser) + 1;
            var separator = text[start..at].IndexOf(':');
            if (separator > 0) Add(start, start + separator, at, found);
            return;
        }
        at += 3;
        var authority = text.Slice(at, Math.Min(Longest, text.Length - at));
        var end = authority.IndexOfAny(EndOfAuthority);
        if (end < 0 || authority[end] != '@') return;
        var userInfo = authority[..end];
        var colon = userInfo.IndexOf(':');
        if (colon < 0 || userInfo[..colon].Contains('/')) return; // a slash before the colon: the @ belongs to a path
        if (!IsPortAndPath(userInfo[(colon + 1)..])) Add(at, at + colon, at + end, found);
    }

    private static void Add(int user, int colon, int end, List<Assignment> found)
    {
        if (end > colon + 1) found.Add(new Assignment(new Label(user, colon, LabelClass.Password, 0, false, false), AssignmentForm.Url, colon + 1, end, '\0', true, false, false, '@'));
    }

    private static bool IsPortAndPath(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        return digits >= 0 && text[digits] == '/';
    }
}
