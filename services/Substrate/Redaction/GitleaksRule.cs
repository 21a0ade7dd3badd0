using System.Text.Json;
using System.Text.RegularExpressions;

namespace Substrate.Redaction;

/// <summary>
/// One rule of gitleaks (MIT), as make-gitleaks-rules.mjs wrote it down. Its pattern is compiled when a keyword asks for it: ordinary
/// text asks for few of the 221.
/// </summary>
internal sealed class GitleaksRule
{
    private const int Around = 200;
    private const int Reach = 1_024;
    private const int Longest = 64 * Reach;

    private readonly string _pattern;
    private readonly double _entropy;
    private readonly int _group;
    private readonly int _reach;
    private readonly bool _isGeneric;
    private readonly bool _isAssigned;
    private readonly bool _startsThere;
    private readonly bool _atWordStart;
    private readonly List<GitleaksAllowList> _allow;

    public string Kind { get; }

    public IReadOnlyList<string> Keywords { get; }

    /// <summary>Meant for files of one type only; on text of unknown origin it is a guess.</summary>
    public bool IsBoundToPath { get; }

    public static IReadOnlyList<GitleaksRule> All { get; } = Load();

    private GitleaksRule(JsonElement rule, GitleaksAllowList everywhere)
    {
        Kind = rule.GetProperty("kind").GetString()!;
        Keywords = [.. rule.GetProperty("keywords").EnumerateArray().Select(keyword => keyword.GetString()!)];
        _isGeneric = rule.GetProperty("id").GetString() == "generic-api-key";
        IsBoundToPath = rule.TryGetProperty("path", out _);
        _entropy = rule.TryGetProperty("entropy", out var entropy) ? entropy.GetDouble() : 0;
        _group = rule.TryGetProperty("group", out var group) ? group.GetInt32() : 0;
        _allow = [everywhere, .. rule.TryGetProperty("allow", out var lists) ? lists.EnumerateArray().Select(list => new GitleaksAllowList(list)) : []];
        var pattern = rule.GetProperty("regex").GetString()!;
        var place = rule.TryGetProperty("place", out var given) ? given.GetString() : null;
        _isAssigned = place == "assigned";
        _reach = pattern.Contains(@"\S-]", StringComparison.Ordinal) ? 8 * Reach : Reach; // a private key's end is far from its start
        _startsThere = _isAssigned || place == "starts";
        _atWordStart = _startsThere && pattern.StartsWith(@"\b", StringComparison.Ordinal);
        if (_atWordStart) pattern = pattern[2..];
        _pattern = _startsThere ? $@"\A(?:{pattern})" : pattern;
    }

    /// <param name="at">Where its keywords stand, ascending.</param>
    public void Find(string text, List<int> at, List<SecretSpan> spans)
    {
        var (done, read) = (0, 0);
        foreach (var hit in at)
        {
            // What lies about this keyword was read with the one before.
            if (hit < done || (!_startsThere && hit + Reach / 2 <= read) || (_isAssigned && !IsAssigned(text, hit)) || (_atWordStart && hit > 0 && IsWord(text[hit - 1]))) continue;
            var from = _startsThere ? hit : Math.Max(done, hit - Around);
            while (Match(text, from, hit) is { } match)
            {
                Add(text, match, spans);
                done = from = match.Index + match.Length;
                if (_startsThere) break;
            }
            read = hit + Reach;
            // Our own rule for private keys reads on; this one need not read the same stretch again from every header in it.
            if (_reach > Reach) done = Math.Max(done, hit + _reach);
        }
    }

    private Match? Match(string text, int from, int hit)
    {
        for (var reach = Reach; ; reach *= 8)
        {
            var end = Math.Min(text.Length, hit + reach);
            if (end <= from) return null;
            var match = WokenPatterns.Of(_pattern).Match(text, from, end - from);
            // What ends where we stopped reading may be longer.
            if (match.Success && (match.Index + match.Length < end || end == text.Length || reach > Longest)) return match.Length > 0 ? match : null;
            if (!match.Success && (end == text.Length || reach >= _reach)) return null;
        }
    }

    /// <summary>Cheaper than the pattern, and never stricter: within what may follow a name stands one of the operators.</summary>
    private static bool IsAssigned(string text, int hit)
    {
        var i = hit;
        var end = Math.Min(text.Length, hit + 64);
        while (i < end && (IsWord(text[i]) || text[i] is ' ' or '\t' or '.' or '-' or '\n' or '\r' or '\f' or '\'' or '"' or '\\')) i++;
        return i < text.Length && text[i] is '=' or '>' or ':' or '|' or '?' or ',';
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private void Add(string text, Match match, List<SecretSpan> spans)
    {
        Group secret = match;
        for (var i = 1; i < match.Groups.Count; i++)
        {
            if (_group > 0 ? i == _group : match.Groups[i].Length > 0)
            {
                secret = match.Groups[i];
                break;
            }
        }
        var start = secret.Index;
        var value = secret.ValueSpan;
        if (value.Length > 2 && value[0] == '"' && value[^1] == '"') // two rules take the quotes with it
        {
            start++;
            value = value[1..^1];
        }
        if ((_reach > Reach || IsBoundToPath) && value.Contains('"')) return; // from one JSON string into the next
        if (value.Length == 0 || (_entropy > 0 && Entropy.OfCharacters(value) <= _entropy) || _allow.Exists(list => list.Allows(text, match, secret))) return;
        // The one rule without a shape of its own takes names of constants and public keys, too.
        if (_isGeneric && (Assignments.ValueTraits.Of(value).Wordiness > 0.7 || text.AsSpan(Math.Max(0, match.Index - 8), Math.Min(8, match.Index)).Contains("public", StringComparison.OrdinalIgnoreCase))) return;
        spans.Add(new SecretSpan(start, value.Length, Kind));
    }

    private static List<GitleaksRule> Load()
    {
        using var data = typeof(GitleaksRule).Assembly.GetManifestResourceStream("Substrate.Redaction.Data.gitleaks-rules.json")
            ?? throw new InvalidOperationException("The gitleaks rules are not embedded in this build.");
        using var document = JsonDocument.Parse(data);
        var everywhere = new GitleaksAllowList(document.RootElement.GetProperty("allow"));
        return [.. document.RootElement.GetProperty("rules").EnumerateArray().Select(rule => new GitleaksRule(rule, everywhere)).OrderBy(rule => rule._isGeneric)]; // what has a name goes before what has none
    }
}
