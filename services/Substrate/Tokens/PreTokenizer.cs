using System.Globalization;
using System.Text;

namespace Substrate.Tokens;

/// <summary>
/// o200k_base's split of text into pieces, by hand: one pass, no backtracking. The alternatives, in order (source: openai/tiktoken, openai_public.py):
/// <code>
/// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// \p{N}{1,3}
///  ?[^\s\p{L}\p{N}]+[\r\n/]*
/// \s*[\r\n]+
/// \s+(?!\S)
/// \s+
/// </code>
/// .NET's own Regex sees UTF-16 units, so characters beyond the BMP would fall into the wrong class.
/// </summary>
internal static class PreTokenizer
{
    private const byte Upperish = 1;   // Lu Lt Lm Lo M
    private const byte Lowerish = 2;   // Ll Lm Lo M
    public const byte Letter = 4;     // L
    public const byte Number = 8;     // N
    public const byte Space = 16;     // White_Space
    public const byte NewLine = 32;   // \r \n

    private static readonly byte[] Ascii = [.. Enumerable.Range(0, 128).Select(code => Classify(new Rune(code)))];

    /// <summary>Where the piece that starts at <paramref name="start"/> ends. <paramref name="start"/> must be inside the text.</summary>
    public static int NextEnd(ReadOnlySpan<char> text, int start)
    {
        var kind = Read(text, start, out var size);
        var afterFirst = start + size;
        var mayPrefix = (kind & (Letter | Number | NewLine)) == 0;

        // Words, mixed and lower case first, each with and without a leading other character.
        if (mayPrefix && EndOfMixed(text, afterFirst) is var prefixed && prefixed >= 0) return Contraction(text, prefixed);
        if ((kind & (Upperish | Lowerish)) != 0 && EndOfMixed(text, start) is var bare && bare >= 0) return Contraction(text, bare);
        if (mayPrefix && EndOfUpper(text, afterFirst) is var shouted && shouted >= 0) return Contraction(text, shouted);
        if ((kind & Upperish) != 0) return Contraction(text, EndOfUpper(text, start));

        if ((kind & Number) != 0) return EndOfNumber(text, afterFirst);

        var symbols = text[start] == ' ' ? afterFirst : start;
        var end = EndOfSymbols(text, symbols);
        if (end > symbols)
        {
            while (end < text.Length && text[end] is '\r' or '\n' or '/') end++;
            return end;
        }
        return EndOfSpace(text, start);
    }

    /// <summary>Upperish* Lowerish+ with the regex's backtracking: -1, or the end of the match.</summary>
    private static int EndOfMixed(ReadOnlySpan<char> text, int at)
    {
        var lastBoth = -1; // end of the last character of the first run that could as well begin the second
        byte kind = 0;
        var size = 0;
        while (at < text.Length && ((kind = Read(text, at, out size)) & Upperish) != 0)
        {
            at += size;
            if ((kind & Lowerish) != 0) lastBoth = at;
        }
        if (at >= text.Length || (kind & Lowerish) == 0) return lastBoth;
        return EndOfRun(text, at, Lowerish);
    }

    private static int EndOfUpper(ReadOnlySpan<char> text, int at)
    {
        var end = EndOfRun(text, at, Upperish);
        return end == at ? -1 : EndOfRun(text, end, Lowerish);
    }

    public static int EndOfRun(ReadOnlySpan<char> text, int at, byte mask)
    {
        while (at < text.Length && (Read(text, at, out var size) & mask) != 0) at += size;
        return at;
    }

    public static int EndOfSymbols(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && (Read(text, at, out var size) & (Letter | Number | Space)) == 0) at += size;
        return at;
    }

    public static int EndOfNumber(ReadOnlySpan<char> text, int at)
    {
        for (var digits = 1; digits < 3 && at < text.Length && (Read(text, at, out var size) & Number) != 0; digits++) at += size;
        return at;
    }

    public static int EndOfSpace(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        var afterNewLine = -1;
        var last = start;
        while (at < text.Length)
        {
            var kind = Read(text, at, out var size);
            if ((kind & Space) == 0) break;
            last = at;
            at += size;
            if ((kind & NewLine) != 0) afterNewLine = at;
        }
        if (afterNewLine >= 0) return afterNewLine;
        return at < text.Length && last > start ? last : at; // the last one belongs to the word after it
    }

    private static int Contraction(ReadOnlySpan<char> text, int at)
    {
        if (at + 1 >= text.Length || text[at] != '\'') return at;
        var first = char.ToLowerInvariant(text[at + 1]);
        if (first is 's' or 't' or 'm' or 'd' || text[at + 1] == '\u017F') return at + 2; // U+017F folds to s
        if (at + 2 >= text.Length) return at;
        var second = char.ToLowerInvariant(text[at + 2]);
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? at + 3 : at;
    }

    public static byte Read(ReadOnlySpan<char> text, int at, out int size)
    {
        var c = text[at];
        if (c < 128)
        {
            size = 1;
            return Ascii[c];
        }
        Rune.DecodeFromUtf16(text[at..], out var rune, out size); // half a pair counts as U+FFFD, as its UTF-8 does
        return Classify(rune);
    }

    private static byte Classify(Rune rune)
    {
        if (rune.Value is '\r' or '\n') return Space | NewLine;
        if (Rune.IsWhiteSpace(rune)) return Space;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Upperish | Letter,
            UnicodeCategory.LowercaseLetter => Lowerish | Letter,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Upperish | Lowerish | Letter,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Upperish | Lowerish,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Number,
            _ => 0,
        };
    }
}
