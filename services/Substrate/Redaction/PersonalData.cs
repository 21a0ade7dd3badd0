using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Substrate.Redaction;

/// <summary>Personal data by shape and checksum, each class only where a project asked for it. Doubtful shapes stay: a version number is no phone number.</summary>
internal static partial class PersonalData
{
    private static readonly string[] FileEndings = ["png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "ts", "json", "tgz", "gz", "zip", "tar", "md", "html"];

    /// <summary>Lengths that the countries' banks use (SWIFT IBAN registry).</summary>
    private static readonly Dictionary<string, int> IbanLengths =
        ("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 " +
         "LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 TN24 TR26 UA29 VA22 VG24 XK20").Split(' ').ToDictionary(entry => entry[..2], entry => int.Parse(entry.AsSpan(2), CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static readonly SearchValues<char> Separators = SearchValues.Create(" -.()");

    public static void Find(string text, PiiClasses classes, List<SecretSpan> spans)
    {
        if (classes.HasFlag(PiiClasses.Email) && text.Contains('@', StringComparison.Ordinal)) Add(Email(), text, "email", "._%+@-", "@", IsEmail, spans);
        if (classes.HasFlag(PiiClasses.Iban)) Add(Iban(), text, "iban", "", "", IsIban, spans);
        if (classes.HasFlag(PiiClasses.Card)) Add(Card(), text, "payment-card", "._+-", "", IsCard, spans);
        if (classes.HasFlag(PiiClasses.Phone))
        {
            // A plus sign at a line's start may be a diff's.
            Add(InternationalPhone(), text, "phone", "+\n", "", static value => Digits(value) is >= 8 and <= 15 && (value.ContainsAny(Separators) || Digits(value) >= 10), spans);
            Add(NationalPhone(), text, "phone", ".+/-", "/", static _ => true, spans);
            Add(NamedPhone(), text, "phone", "", "", static value => Digits(value) is >= 7 and <= 13, spans);
        }
    }

    private delegate bool Accept(ReadOnlySpan<char> value);

    /// <param name="before">What may not stand before the shape, besides letters and digits; a line end stands for the start of the text as well.</param>
    /// <param name="after">What may not stand behind it.</param>
    private static void Add(Regex shape, string text, string kind, string before, string after, Accept accept, List<SecretSpan> spans)
    {
        for (var match = shape.Match(text); match.Success; match = match.NextMatch())
        {
            var value = match.Groups["v"];
            var end = value.Index + value.Length;
            var previous = match.Index == 0 ? '\n' : text[match.Index - 1];
            if (char.IsAsciiLetterOrDigit(previous) || before.Contains(previous, StringComparison.Ordinal)) continue;
            if (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || after.Contains(text[end], StringComparison.Ordinal))) continue;
            // A number that goes on behind a dot, a dash or a space is another number.
            if (kind != "email" && end + 1 < text.Length && text[end] is '.' or '-' && char.IsAsciiDigit(text[end + 1])) continue;
            if (accept(value.ValueSpan)) spans.Add(new SecretSpan(value.Index, value.Length, kind));
        }
    }

    private static bool IsEmail(ReadOnlySpan<char> value) =>
        !value.StartsWith("git@", StringComparison.Ordinal) && !FileEndings.Contains(value[(value.LastIndexOf('.') + 1)..].ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>ISO 13616: the first four characters moved to the end, letters as 10 to 35, the number is 1 modulo 97.</summary>
    private static bool IsIban(ReadOnlySpan<char> value)
    {
        var packed = value.ToString().Replace(" ", "", StringComparison.Ordinal);
        if (!IbanLengths.TryGetValue(packed[..2], out var length) || packed.Length != length) return false;
        var number = BigInteger.Zero;
        foreach (var c in packed[4..] + packed[..4]) number = number * (char.IsAsciiDigit(c) ? 10 : 100) + (char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10);
        return number % 97 == 1;
    }

    /// <summary>ISO/IEC 7812: an issuer's prefix, a length it uses, and Luhn's digit.</summary>
    private static bool IsCard(ReadOnlySpan<char> value)
    {
        Span<int> digits = stackalloc int[19];
        var count = 0;
        foreach (var c in value)
        {
            if (!char.IsAsciiDigit(c)) continue;
            if (count == digits.Length) return false;
            digits[count++] = c - '0';
        }
        if (count < 13 || !IsIssued(digits, count)) return false;
        var sum = 0;
        for (var i = 0; i < count; i++)
        {
            var digit = digits[count - 1 - i] * (i % 2 + 1);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }

    private static bool IsIssued(ReadOnlySpan<int> d, int count)
    {
        var four = d[0] * 1000 + d[1] * 100 + d[2] * 10 + d[3];
        return count switch
        {
            13 or 19 when d[0] == 4 => true,
            14 => four is >= 3000 and <= 3059 or >= 3600 and <= 3699 or >= 3800 and <= 3899,
            15 => four is >= 3400 and <= 3499 or >= 3700 and <= 3799,
            16 => d[0] == 4 || four is >= 5100 and <= 5599 or >= 2221 and <= 2720 or 6011 or >= 6440 and <= 6599 or >= 3528 and <= 3589 or >= 6200 and <= 6299,
            >= 17 => four is >= 6200 and <= 6299,
            _ => false,
        };
    }

    private static int Digits(ReadOnlySpan<char> value)
    {
        var count = 0;
        foreach (var c in value) count += char.IsAsciiDigit(c) ? 1 : 0;
        return count;
    }

    [GeneratedRegex(@"(?<v>[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@([A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<v>[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,4})?)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Iban();

    [GeneratedRegex(@"(?<v>[2-6][0-9]{3}([ -]?[0-9]{2,6}){2,4})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Card();

    /// <summary>E.164 with the usual separators.</summary>
    [GeneratedRegex(@"(?<v>\+[1-9][0-9]{0,2}[ .-]?(\([0-9]{1,4}\)[ .-]?)?[0-9]{1,4}([ .-]?[0-9]{2,4}){1,5})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex InternationalPhone();

    /// <summary>North America's (212) 555-0123 and 212-555-0123, France's 01 23 45 67 89.</summary>
    [GeneratedRegex(@"(?<v>\([2-9][0-9]{2}\) ?[2-9][0-9]{2}-[0-9]{4}|[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}|0[1-9]( [0-9]{2}){4})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex NationalPhone();

    /// <summary>Anything with as many digits, where a word says what it is.</summary>
    [GeneratedRegex(@"(tel|phone|telephone|mobile|cell|fax)(\\?[""'])?\s{0,3}[.:=]{1,2}\s{0,3}(\\?[""'])?(?<v>[(0-9][0-9() ./-]{5,20}[0-9])", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NamedPhone();
}
