using System.Buffers;

namespace Substrate.Redaction;

/// <summary>The password in scheme://user:password@host (RFC 3986, section 3.2.1). A placeholder such as ${PASSWORD} or &lt;password&gt; stays.</summary>
internal static class UrlCredentials
{
    private const int Longest = 400;
    private static readonly SearchValues<char> EndOfAuthority = SearchValues.Create(" \t\r\n\"'<>`\\@,");

    public static void Find(string text, List<SecretSpan> spans)
    {
        for (var at = text.IndexOf("://", StringComparison.Ordinal); at >= 0; at = text.IndexOf("://", at, StringComparison.Ordinal))
        {
            var start = at + 3;
            at = start;
            var authority = text.AsSpan(start, Math.Min(Longest, text.Length - start));
            var end = authority.IndexOfAny(EndOfAuthority);
            if (end < 0 || authority[end] != '@') continue;
            var userInfo = authority[..end];
            var colon = userInfo.IndexOf(':');
            if (colon < 0 || userInfo[..colon].Contains('/')) continue; // a slash before the colon: the @ belongs to a path
            var password = userInfo[(colon + 1)..];
            if (password.Length == 0 || Placeholders.IsOne(password) || IsPortAndPath(password)) continue;
            spans.Add(new SecretSpan(start + colon + 1, password.Length, "url-password"));
        }
    }

    private static bool IsPortAndPath(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        return digits >= 0 && text[digits] == '/';
    }
}
