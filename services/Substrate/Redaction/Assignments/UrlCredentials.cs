using System.Buffers;

namespace Substrate.Redaction.Assignments;

/// <summary>The password in scheme://user:password@host (RFC 3986, section 3.2.1), and in user:password@tcp(host) as Go's MySQL driver writes it.</summary>
internal static class UrlCredentials
{
    private const int Longest = 400;
    private static readonly SearchValues<char> EndOfAuthority = SearchValues.Create(" \t\r\n\"'<>`\\@,");
    private static readonly SearchValues<char> BeforeUser = SearchValues.Create(" \t\r\n\"'<>`=/(");

    public static List<Assignment> Candidates(string text)
    {
        var found = new List<Assignment>();
        for (var at = text.IndexOf("://", StringComparison.Ordinal); at >= 0; at = text.IndexOf("://", at, StringComparison.Ordinal))
        {
            at += 3;
            var authority = text.AsSpan(at, Math.Min(Longest, text.Length - at));
            var end = authority.IndexOfAny(EndOfAuthority);
            if (end < 0 || authority[end] != '@') continue;
            var userInfo = authority[..end];
            var colon = userInfo.IndexOf(':');
            if (colon < 0 || userInfo[..colon].Contains('/')) continue; // a slash before the colon: the @ belongs to a path
            if (!IsPortAndPath(userInfo[(colon + 1)..])) Add(at, at + colon, at + end, found);
        }
        for (var at = text.IndexOf("@tcp(", StringComparison.Ordinal); at >= 0; at = text.IndexOf("@tcp(", at + 1, StringComparison.Ordinal))
        {
            var start = text.AsSpan(0, at).LastIndexOfAny(BeforeUser) + 1;
            var colon = text.AsSpan(start, at - start).IndexOf(':');
            if (colon > 0 && at - start < Longest) Add(start, start + colon, at, found);
        }
        return found;
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
