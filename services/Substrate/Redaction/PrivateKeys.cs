namespace Substrate.Redaction;

/// <summary>PEM and OpenPGP private key blocks (RFC 7468, RFC 4880), also inside JSON strings, also when the end is cut off.</summary>
internal static class PrivateKeys
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const int LongestLabel = 60;
    private const int LongestBody = 32_768;

    public static void Find(string text, List<SecretSpan> spans)
    {
        for (var at = text.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Begin, at, StringComparison.Ordinal))
        {
            var labelAt = at + Begin.Length;
            var label = text.AsSpan(labelAt, Math.Min(LongestLabel, text.Length - labelAt));
            var dashes = label.IndexOf("-----");
            if (dashes < 0 || !label[..dashes].Contains("PRIVATE KEY", StringComparison.Ordinal))
            {
                at = labelAt;
                continue;
            }
            var bodyAt = labelAt + dashes + 5;
            var end = EndOfBlock(text, bodyAt);
            // A header alone (in source code that parses keys, say) is no secret.
            if (CountBase64(text.AsSpan(bodyAt, end - bodyAt)) >= 16) spans.Add(new SecretSpan(at, end - at, "private-key"));
            at = end;
        }
    }

    private static int EndOfBlock(string text, int bodyAt)
    {
        var window = text.AsSpan(bodyAt, Math.Min(LongestBody, text.Length - bodyAt));
        var next = window.IndexOf(Begin);
        if (next >= 0) window = window[..next];
        var end = window.IndexOf(End);
        if (end >= 0)
        {
            var close = window[(end + End.Length)..].IndexOf("-----");
            if (close is >= 0 and <= LongestLabel) return bodyAt + end + End.Length + close + 5;
        }
        var length = 0;
        while (length < window.Length && (IsBase64(window[length]) || window[length] is '\r' or '\n' or '\\' or ' ' or '\t')) length++;
        return bodyAt + length;
    }

    /// <summary>Longest stretch of base64, since words of prose and code are shorter than a key's lines.</summary>
    private static int CountBase64(ReadOnlySpan<char> body)
    {
        var longest = 0;
        var current = 0;
        foreach (var c in body)
        {
            current = IsBase64(c) ? current + 1 : 0;
            longest = Math.Max(longest, current);
        }
        return longest;
    }

    private static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=';
}
