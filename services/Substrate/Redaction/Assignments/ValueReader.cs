using System.Buffers;
using System.Collections.Frozen;

namespace Substrate.Redaction.Assignments;

/// <param name="Behind">Where reading goes on, behind the closing quote.</param>
internal readonly record struct ReadValue(int Start, int End, char Quote, int Behind, char Next);

/// <summary>One value: in quotes of any kind and depth of escaping, or bare up to what ends a bare value.</summary>
internal static class ValueReader
{
    private const int Longest = 2_000;

    private static readonly SearchValues<char> EndOfBare = SearchValues.Create(" \t\r\n\"'`<>,;&|(){}[]");
    private static readonly SearchValues<char> EndOfLoose = SearchValues.Create(" \t\r\n\"'`<>");

    private static readonly SearchValues<char> NotInName = SearchValues.Create("\"'`,;");
    private static readonly SearchValues<char> BeforeName = SearchValues.Create(" .:]");

    private static readonly string[] Schemes = ["bearer", "basic", "token", "digest", "apikey", "negotiate", "jwt", "ntlm", "oauth"];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Conversions =
        "byte bytes string str guid uuid buffer from encode getbytes securestring secretstring literal some just text quote frozen escape u8 s".Split(' ')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static ReadValue? Read(ReadOnlySpan<char> text, int at, AssignmentForm form) => ReadQuoted(text, at) ?? ReadBare(text, at, form);

    /// <summary>Null where no quote stands (after a string prefix such as b, r, f, @, $), or where it does not close.</summary>
    public static ReadValue? ReadQuoted(ReadOnlySpan<char> text, int at)
    {
        for (var prefix = 0; prefix < 2 && at + 1 < text.Length && text[at] is 'b' or 'B' or 'r' or 'R' or 'u' or 'U' or 'f' or 'F' or 'L' or '@' or '$' && text[at + 1] is '"' or '\'' or '`' or '\\' or 'b' or 'r' or '@' or '$'; prefix++) at++;
        var depth = 0;
        while (at < text.Length && text[at] == '\\' && depth < 16) (at, depth) = (at + 1, depth + 1);
        if (at >= text.Length || text[at] is not ('"' or '\'' or '`')) return null;
        var quote = text[at];
        var triple = depth == 0 && at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote;
        var start = at + (triple ? 3 : 1);
        var window = text.Slice(start, Math.Min(Longest, text.Length - start));
        for (var from = 0; ;)
        {
            var next = window[from..].IndexOfAny(quote, '\n');
            if (next < 0) return null;
            from += next;
            if (window[from] == '\n' && !triple && quote != '`') return null;
            var slashes = 0;
            while (slashes < from && window[from - 1 - slashes] == '\\') slashes++;
            var closes = window[from] == quote && (triple ? window[from..].StartsWith([quote, quote, quote]) : depth == 0 ? slashes % 2 == 0 : slashes <= depth);
            if (closes)
            {
                // A quotation mark within other quotes ends a JSON string: what closes behind it belongs to another one.
                if (quote != '"' && HasOpenQuotationMark(window[..from])) return null;
                var behind = start + from + (triple ? 3 : 1);
                return new ReadValue(start, start + from - (depth > 0 ? slashes : 0), quote, behind, behind < text.Length ? text[behind] : '\n');
            }
            from++;
        }
    }

    private static bool HasOpenQuotationMark(ReadOnlySpan<char> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '"' && (i == 0 || value[i - 1] != '\\')) return true;
        }
        return false;
    }

    private static ReadValue? ReadBare(ReadOnlySpan<char> text, int at, AssignmentForm form)
    {
        var window = text.Slice(at, Math.Min(Longest, text.Length - at));
        // In command lines and environment files a password may hold brackets; elsewhere they are code.
        var end = window.IndexOfAny(form is AssignmentForm.Tag ? EndOfLoose : EndOfBare);
        if (end < 0) end = window.Length;
        for (var slash = window[..end].IndexOf('\\'); slash >= 0 && slash + 1 < end;)
        {
            if (window[slash + 1] is '\\' or '/') end = slash; // a JSON string's own syntax
            var next = window[Math.Min(slash + 1, end)..end].IndexOf('\\');
            slash = next < 0 ? -1 : slash + 1 + next;
        }
        while (end > 0 && window[end - 1] is '\\' or '.' or ':') end--; // the sentence's, not the value's
        return end <= 0 ? null : new ReadValue(at, at + end, '\0', at + end, at + end < text.Length ? text[at + end] : '\n');
    }

    /// <summary>52, 47, 0x1f … up to the closing bracket: eight bytes or more.</summary>
    public static ReadValue? ReadBytes(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        var (i, count) = (at, 0);
        while (i < text.Length && i - at < Longest)
        {
            var digits = i;
            while (i < text.Length && (char.IsAsciiHexDigit(text[i]) || text[i] is 'x' or 'X') && i - digits < 5) i++;
            if (i == digits) break;
            count++;
            while (i < text.Length && (char.IsWhiteSpace(text[i]) || text[i] == ',')) i++;
        }
        while (i > at && (char.IsWhiteSpace(text[i - 1]) || text[i - 1] == ',')) i--;
        return count >= 8 && text[at..i].Contains(',') ? new ReadValue(at, i, '\0', i, i < text.Length ? text[i] : '\n') : null;
    }

    /// <summary>The Bearer of "Bearer x".</summary>
    public static int SkipScheme(ReadOnlySpan<char> text, int at)
    {
        foreach (var scheme in Schemes)
        {
            var end = at + scheme.Length;
            if (end < text.Length && text[end] == ' ' && text[at..].StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return end + 1;
        }
        return at;
    }

    /// <summary><c>[]byte("x")</c>, <c>new Guid("x")</c>, <c>Encoding.UTF8.GetBytes("x")</c>: the literal inside; any other call is code.</summary>
    public static int SkipConversion(ReadOnlySpan<char> text, int at)
    {
        var window = text.Slice(at, Math.Min(48, text.Length - at));
        var open = window.IndexOfAny('(', '{', '\n');
        if (open <= 0 || window[open] == '\n') return at;
        var name = window[..open];
        if (name.ContainsAny(NotInName)) return at;
        if (window[open] == '{') return name.TrimEnd().EndsWith("]byte") || name.TrimEnd().EndsWith("byte[]") ? at + open : at;
        var last = name.LastIndexOfAny(BeforeName) + 1;
        return Conversions.Contains(name[last..]) ? at + open + 1 : at;
    }
}
