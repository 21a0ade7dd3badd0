using System.Buffers;

namespace Substrate.Redaction.Assignments;

/// <summary>
/// Reads what follows a name, whatever the language: JSON (also escaped into strings), YAML, XML, properties, .env, query strings, command lines, SQL,
/// and the assignments, comparisons, calls and literals of common programming languages.
/// </summary>
internal static class AssignmentReader
{
    private const int MostSpaces = 40; // tables of settings are aligned
    private const int MostItems = 16;

    private static readonly SearchValues<char> Blank = SearchValues.Create(" \t");

    public static void Read(ReadOnlySpan<char> text, Label label, List<Assignment> found)
    {
        if (label.Class == LabelClass.Scheme)
        {
            var value = SkipBlank(text, label.End);
            if (value > label.End) AddValue(text, label, AssignmentForm.Scheme, value, false, found);
            return;
        }
        if (label.Class == LabelClass.IdentifiedBy)
        {
            // IDENTIFIED BY 'x', IDENTIFIED WITH plugin BY 'x' (MySQL, Oracle)
            var by = text.Slice(label.End, Math.Min(80, text.Length - label.End)).IndexOf("by ", StringComparison.OrdinalIgnoreCase);
            if (by >= 0) AddValue(text, label with { Class = LabelClass.Password }, AssignmentForm.Space, SkipBlank(text, label.End + by + 3), false, found);
            return;
        }

        var at = label.End;
        var quoted = false;
        for (var most = at + 8; at < text.Length && at < most && text[at] is '"' or '\'' or '`' or '\\' or ']' or ')'; at++) quoted |= text[at] is '"' or '\'' or '`';
        var closed = at;
        at = SkipBlank(text, at);
        if (at >= text.Length) return;
        var form = Operator(text, label, quoted, closed, ref at);
        if (form is not { } how) return;
        var tight = !quoted && at < text.Length && !Blank.Contains(text[at]) && closed + 1 == at;
        at = SkipBlank(text, at);
        if (how is AssignmentForm.Colon or AssignmentForm.Equal or AssignmentForm.Arrow) at = SkipToNextLine(text, at);
        if (how == AssignmentForm.Colon) at = SkipType(text, at);
        AddValue(text, label, how, at, tight, found);
    }

    /// <summary>Moves behind the operator; null where none is.</summary>
    private static AssignmentForm? Operator(ReadOnlySpan<char> text, Label label, bool quoted, int closed, ref int at)
    {
        var rest = text[at..];
        foreach (var (sign, form) in Operators)
        {
            if (!rest.StartsWith(sign, StringComparison.Ordinal)) continue;
            at += sign.Length;
            return form;
        }
        switch (rest[0])
        {
            case ',' when quoted: at++; return AssignmentForm.Comma;
            case '(' when at == label.End: at++; return AssignmentForm.Call;
            case '>' when at == label.End && label.Start > 0 && text[label.Start - 1] == '<': at++; return AssignmentForm.Tag;
        }
        if (at == closed) return null;
        if (quoted && rest.StartsWith("value", StringComparison.OrdinalIgnoreCase) && SkipBlank(text, at + 5) is var equal && equal < text.Length && text[equal] == '=')
        {
            at = equal + 1; // <add key="Password" value="x" />
            return AssignmentForm.Equal;
        }
        if (rest.StartsWith("is ", StringComparison.Ordinal) && label.Class is LabelClass.Password or LabelClass.Token or LabelClass.Key or LabelClass.Secret)
        {
            at += 3;
            return AssignmentForm.Prose;
        }
        // PASSWORD 'x' (SQL); --password x; \set PASS x (psql)
        var option = (label.Start >= 0 && text[label.Start] == '-') || text[..label.Start].TrimEnd(' ').EndsWith("set");
        return rest[0] is '\'' or '"' || option ? AssignmentForm.Space : null;
    }

    private static readonly (string Sign, AssignmentForm Form)[] Operators =
    [
        ("===", AssignmentForm.Compare), ("!==", AssignmentForm.Compare), ("==", AssignmentForm.Compare), ("!=", AssignmentForm.Compare), ("=>", AssignmentForm.Arrow), ("=~", AssignmentForm.Compare),
        (":=", AssignmentForm.Equal), ("+=", AssignmentForm.Equal), ("?=", AssignmentForm.Equal), ("||=", AssignmentForm.Equal), ("??=", AssignmentForm.Equal), ("<-", AssignmentForm.Equal), ("=", AssignmentForm.Equal),
        (":", AssignmentForm.Colon),
    ];

    private static void AddValue(ReadOnlySpan<char> text, Label label, AssignmentForm form, int at, bool tight, List<Assignment> found)
    {
        if (at >= text.Length) return;
        if (label.Class is LabelClass.Auth or LabelClass.Token or LabelClass.Other) at = ValueReader.SkipScheme(text, at);
        at = ValueReader.SkipConversion(text, at);
        if (text[Math.Min(at, text.Length - 1)] is '[' or '{' or '(')
        {
            AddItems(text, label, form, at + 1, found);
            return;
        }
        if (ValueReader.Read(text, at, form) is not { } value) return;
        var inner = ValueReader.SkipScheme(text[..value.End], value.Start);
        found.Add(new Assignment(label, form, inner, value.End, value.Quote, tight, false, false, value.Next));
    }

    private static void AddItems(ReadOnlySpan<char> text, Label label, AssignmentForm form, int at, List<Assignment> found)
    {
        if (text[at - 1] == '{' && ValueReader.ReadBytes(text, at) is { } bytes) // in brackets it may be JSON, which a mark would break
        {
            found.Add(new Assignment(label, form, bytes.Start, bytes.End, '\0', false, false, true, bytes.Next));
            return;
        }
        for (var item = 0; item < MostItems; item++)
        {
            at = SkipSpace(text, at);
            if (ValueReader.ReadQuoted(text, at) is not { } value || value.Next == ':') return; // not a list of strings, or an object
            found.Add(new Assignment(label, form, value.Start, value.End, value.Quote, false, true, false, value.Next));
            at = value.Behind;
            if (at >= text.Length || text[at] != ',') return;
            at++;
        }
    }

    /// <summary>A value may stand on the line below: YAML's <c>Authorization:\n  - Basic x</c>, or a broken long line.</summary>
    private static int SkipToNextLine(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length || text[at] is not ('\n' or '\r')) return at;
        var next = SkipSpace(text, at);
        if (next + 1 < text.Length && text[next] == '-' && text[next + 1] == ' ') return SkipBlank(text, next + 1);
        return next < text.Length && text[next] is '"' or '\'' or '\\' ? next : at;
    }

    /// <summary><c>password: string = "x"</c> (TypeScript, Python, Kotlin, Rust).</summary>
    private static int SkipType(ReadOnlySpan<char> text, int at)
    {
        var i = at;
        while (i < text.Length && i - at < 40 && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '.' or '&' or '?' or '<' or '>')) i++;
        var equal = SkipBlank(text, i);
        return i > at && equal + 1 < text.Length && text[equal] == '=' && text[equal + 1] == ' ' ? SkipBlank(text, equal + 1) : at;
    }

    private static int SkipBlank(ReadOnlySpan<char> text, int at)
    {
        var most = Math.Min(text.Length, at + MostSpaces);
        while (at < most && Blank.Contains(text[at])) at++;
        return at;
    }

    private static int SkipSpace(ReadOnlySpan<char> text, int at)
    {
        var most = Math.Min(text.Length, at + 4 * MostSpaces);
        while (at < most && char.IsWhiteSpace(text[at])) at++;
        return at;
    }
}
