using System.Buffers;
using System.Text;
using Substrate.Tokens;

namespace Substrate.Redaction.Assignments;

/// <summary>
/// What can be counted about a value. Chance looks different from language: a random string falls into many short tokens of a vocabulary learned from text and
/// code, a name or a sentence into few long ones. (The idea of a token's length as a measure is betterleaks'; the vocabulary is the token counter's.)
/// </summary>
internal readonly record struct ValueTraits
{
    private const int Most = 64; // what comes behind changes no judgement

    public int Length { get; private init; }
    public int Digits { get; private init; }
    public int Lowers { get; private init; }
    public int Uppers { get; private init; }
    public int Symbols { get; private init; }
    public int Spaces { get; private init; }
    public int Turns { get; private init; }
    public bool IsHex { get; private init; }

    /// <summary>Bits per character over the most that so many characters could have.</summary>
    public double Evenness { get; private init; }

    /// <summary>Characters per token.</summary>
    public double TokenLength { get; private init; }

    /// <summary>Share of the letters that lie in words of four letters or more, and in such of three.</summary>
    public double Wordiness { get; private init; }

    public double ShortWordiness { get; private init; }

    public int Letters => Lowers + Uppers;

    public static ValueTraits Of(ReadOnlySpan<char> value)
    {
        value = value[..Math.Min(Most, value.Length)];
        var (digits, lowers, uppers, symbols, spaces, turns, hex) = (0, 0, 0, 0, 0, 0, true);
        var last = 0;
        foreach (var c in value)
        {
            var sort = char.IsAsciiDigit(c) ? 1 : char.IsAsciiLetterLower(c) ? 2 : char.IsAsciiLetterUpper(c) ? 3 : 4;
            digits += sort == 1 ? 1 : 0;
            lowers += sort == 2 ? 1 : 0;
            uppers += sort == 3 ? 1 : 0;
            symbols += sort == 4 && c != ' ' ? 1 : 0;
            spaces += c == ' ' ? 1 : 0;
            // From letters to digits and back: chance alternates, people append.
            if (last != 0 && sort is 1 or 2 or 3 && last is 1 or 2 or 3 && sort == 1 != (last == 1)) turns++;
            last = sort;
            hex &= char.IsAsciiHexDigit(c);
        }
        var (longWords, shortWords) = Words(value);
        var letters = Math.Max(1, lowers + uppers);
        return new ValueTraits
        {
            Length = value.Length, Digits = digits, Lowers = lowers, Uppers = uppers, Symbols = symbols, Spaces = spaces, Turns = turns, IsHex = hex,
            Evenness = value.Length < 2 ? 0 : Entropy.OfCharacters(value) / Math.Log2(value.Length),
            TokenLength = value.Length / (double)Math.Max(1, O200kBase.CountSpan(value)),
            Wordiness = longWords / (double)letters, ShortWordiness = shortWords / (double)letters,
        };
    }

    /// <summary>Letters covered by frequent words, greedily from the left; camelCase and PascalCase count as words too.</summary>
    private static (int Long, int Short) Words(ReadOnlySpan<char> value)
    {
        Span<byte> lower = stackalloc byte[Most + 1];
        var (inLong, inShort) = (0, 0);
        for (var at = 0; at < value.Length;)
        {
            var run = at;
            while (run < value.Length && char.IsAsciiLetter(value[run])) run++;
            for (var i = at; i < run; i++) lower[i - at + 1] = (byte)(value[i] | 0x20);
            for (var i = 0; i < run - at;)
            {
                var length = LongestWord(lower.Slice(i, Math.Min(run - at - i, 14) + 1));
                if (length >= 4) inLong += length;
                if (length >= 3) inShort += length;
                i += Math.Max(1, length);
            }
            at = Math.Max(at + 1, run);
        }
        return (inLong, inShort);
    }

    /// <param name="letters">One byte to write a space to, then the letters: words are tokens with a space before them.</param>
    private static int LongestWord(Span<byte> letters)
    {
        var before = letters[0];
        letters[0] = (byte)' ';
        var found = 0;
        for (var length = letters.Length - 1; length >= 3 && found == 0; length--)
        {
            if (O200kBase.IsToken(letters[..(length + 1)])) found = length;
        }
        letters[0] = before;
        return found;
    }
}
