using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Substrate.Redaction;

/// <summary>What looks like a secret and is none: by pattern (of the secret, the match or its line) or by a word in the secret.</summary>
internal sealed class GitleaksAllowList
{
    private readonly Lazy<List<Regex>> _patterns;
    private readonly SearchValues<string>? _words;
    private readonly string _target;

    public GitleaksAllowList(JsonElement list)
    {
        _target = list.TryGetProperty("target", out var target) ? target.GetString()! : "secret";
        var patterns = list.TryGetProperty("regexes", out var regexes) ? regexes.EnumerateArray().Select(regex => regex.GetString()!).ToList() : [];
        _patterns = new(() => [.. patterns.Select(pattern => new Regex(pattern, WokenPatterns.Options))]);
        _words = list.TryGetProperty("stopwords", out var words) ? SearchValues.Create([.. words.EnumerateArray().Select(word => word.GetString()!)], StringComparison.OrdinalIgnoreCase) : null;
    }

    public bool Allows(string text, Match match, Group secret)
    {
        if (_words is not null && secret.ValueSpan.ContainsAny(_words)) return true;
        var target = _target switch { "match" => match.ValueSpan, "line" => LineOf(text, match), _ => secret.ValueSpan };
        foreach (var pattern in _patterns.Value)
        {
            if (pattern.IsMatch(target)) return true;
        }
        return false;
    }

    private static ReadOnlySpan<char> LineOf(string text, Match match)
    {
        const int Most = 2_000; // a line may be a whole minified file
        var start = Math.Max(text.AsSpan(0, match.Index).LastIndexOf('\n') + 1, match.Index - Most);
        var end = match.Index + match.Length;
        var rest = text.AsSpan(end, Math.Min(Most, text.Length - end));
        return text.AsSpan(start, end - start + (rest.IndexOf('\n') is >= 0 and var newLine ? newLine : rest.Length));
    }
}
