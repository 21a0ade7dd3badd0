using System.Text;

namespace House.Tests.Reading;

/// <summary>Enough of C#'s lexical grammar to tell code from comments and literals, so that a guard does not trip over words in a sentence.</summary>
internal static class CSharpText
{
    public static string WithoutCommentsAndLiterals(string text)
    {
        var kept = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            var end = text[at] switch
            {
                '/' when Next(text, at) == '/' => IndexOr(text.IndexOf('\n', at), text.Length),
                '/' when Next(text, at) == '*' => After(text.IndexOf("*/", at + 2, StringComparison.Ordinal), 2, text.Length),
                '"' or '$' or '@' => EndOfString(text, at),
                '\'' => EndOfCharacter(text, at),
                _ => at,
            };
            if (end == at)
            {
                kept.Append(text[at++]);
                continue;
            }
            for (; at < end; at++)
            {
                kept.Append(text[at] == '\n' ? '\n' : ' ');
            }
        }
        return kept.ToString();
    }

    private static char Next(string text, int at) => at + 1 < text.Length ? text[at + 1] : '\0';

    private static int IndexOr(int index, int otherwise) => index < 0 ? otherwise : index;

    private static int After(int index, int length, int otherwise) => index < 0 ? otherwise : index + length;

    private static int EndOfString(string text, int start)
    {
        var at = start;
        while (at < text.Length && text[at] is '$' or '@')
        {
            at++;
        }
        if (at >= text.Length || text[at] != '"')
        {
            return start;
        }
        var prefix = text.AsSpan(start, at - start);
        var quotes = 0;
        while (at + quotes < text.Length && text[at + quotes] == '"')
        {
            quotes++;
        }
        if (quotes >= 3)
        {
            return After(text.IndexOf(new string('"', quotes), at + quotes, StringComparison.Ordinal), quotes, text.Length);
        }
        var verbatim = prefix.Contains('@');
        var interpolated = prefix.Contains('$');
        for (at++; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\\' && !verbatim)
            {
                at++;
            }
            else if (c == '"' && verbatim && Next(text, at) == '"')
            {
                at++;
            }
            else if (interpolated && c == '{' && Next(text, at) == '{')
            {
                at++;
            }
            else if (interpolated && c == '{')
            {
                at = EndOfHole(text, at);
            }
            else if (c == '"' || (c == '\n' && !verbatim))
            {
                return at + 1;
            }
        }
        return text.Length;
    }

    private static int EndOfHole(string text, int open)
    {
        var depth = 0;
        for (var at = open; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '{':
                    depth++;
                    break;
                case '}' when --depth == 0:
                    return at;
                case '"' or '$' or '@' when EndOfString(text, at) is var end && end > at:
                    at = end - 1;
                    break;
                default:
                    break;
            }
        }
        return text.Length - 1;
    }

    private static int EndOfCharacter(string text, int start)
    {
        var at = start + 1;
        if (at < text.Length && text[at] == '\\')
        {
            at++;
        }
        var close = at + 1 < text.Length ? text.IndexOf('\'', at + 1) : -1;
        return close >= 0 && close - start <= 10 ? close + 1 : start;
    }
}
