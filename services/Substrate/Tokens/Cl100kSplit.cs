namespace Substrate.Tokens;

/// <summary>
/// cl100k_base's split of text into pieces, by hand. The alternatives, in order (source: openai/tiktoken, openai_public.py):
/// <code>
/// '(?i:[sdmt]|ll|ve|re)
/// [^\r\n\p{L}\p{N}]?\p{L}+
/// \p{N}{1,3}
///  ?[^\s\p{L}\p{N}]+[\r\n]*
/// \s+$
/// \s*[\r\n]
/// \s+(?!\S)
/// \s
/// </code>
/// </summary>
internal static class Cl100kSplit
{
    /// <summary>Where the piece that starts at <paramref name="start"/> ends. <paramref name="start"/> must be inside the text.</summary>
    public static int NextEnd(ReadOnlySpan<char> text, int start)
    {
        if (Contraction(text, start) is var contracted && contracted > start) return contracted;
        var kind = PreTokenizer.Read(text, start, out var size);
        var afterFirst = start + size;
        if ((kind & PreTokenizer.Letter) != 0) return PreTokenizer.EndOfRun(text, afterFirst, PreTokenizer.Letter);
        if ((kind & (PreTokenizer.Number | PreTokenizer.NewLine)) == 0)
        {
            var word = PreTokenizer.EndOfRun(text, afterFirst, PreTokenizer.Letter);
            if (word > afterFirst) return word;
        }
        if ((kind & PreTokenizer.Number) != 0) return PreTokenizer.EndOfNumber(text, afterFirst);

        var symbols = text[start] == ' ' ? afterFirst : start;
        var end = PreTokenizer.EndOfSymbols(text, symbols);
        if (end > symbols)
        {
            while (end < text.Length && text[end] is '\r' or '\n') end++;
            return end;
        }
        var run = PreTokenizer.EndOfRun(text, start, PreTokenizer.Space);
        return run == text.Length ? run : PreTokenizer.EndOfSpace(text, start);
    }

    private static int Contraction(ReadOnlySpan<char> text, int at)
    {
        if (text[at] != '\'' || at + 1 >= text.Length) return at;
        var first = char.ToLowerInvariant(text[at + 1]);
        if (first is 's' or 'd' or 'm' or 't') return at + 2;
        if (at + 2 >= text.Length) return at;
        var second = char.ToLowerInvariant(text[at + 2]);
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? at + 3 : at;
    }
}
