using System.Text.RegularExpressions;

namespace Substrate.Redaction;

/// <summary>What points at something without opening it: UUIDs and host names of storage buckets.</summary>
internal static partial class Identifiers
{
    public static void Find(string text, List<SecretSpan> spans)
    {
        foreach (var match in Uuid().EnumerateMatches(text))
        {
            if (text.AsSpan(match.Index, match.Length).IndexOfAnyExcept('0', '-') >= 0) spans.Add(new SecretSpan(match.Index, match.Length, "uuid"));
        }
        foreach (var match in Bucket().EnumerateMatches(text)) spans.Add(new SecretSpan(match.Index, match.Length, "bucket-name"));
    }

    [GeneratedRegex(@"\b[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\b[a-z0-9][a-z0-9.-]{2,62}\.s3([.-][a-z0-9-]{4,20})?\.amazonaws\.com\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Bucket();
}
