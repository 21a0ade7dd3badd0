using System.Globalization;

namespace Substrate.Json;

/// <summary>ECMA-262 Number::toString, radix 10: the shortest digits that read back as the same double, laid out as JavaScript does (RFC 8785, section 3.2.2.3).</summary>
internal static class EcmaNumber
{
    /// <summary>Longest form: sign, 17 digits, "0.00000" or a point, and an exponent.</summary>
    public const int MaxLength = 40;

    public static int Format(double value, Span<char> to)
    {
        if (value == 0)
        {
            to[0] = '0'; // also for minus zero
            return 1;
        }
        // .NET's "E" round-trip form gives the same shortest digits; only the layout differs.
        Span<char> raw = stackalloc char[MaxLength];
        value.TryFormat(raw, out var rawLength, "R", CultureInfo.InvariantCulture);
        Span<char> digits = stackalloc char[MaxLength];
        var count = 0;
        var pointAt = -1;
        var exponent = 0;
        for (var i = 0; i < rawLength; i++)
        {
            var c = raw[i];
            if (c == 'E')
            {
                exponent = int.Parse(raw[(i + 1)..rawLength], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            if (c == '.') pointAt = count;
            else if (c != '-') digits[count++] = c;
        }
        if (pointAt < 0) pointAt = count;
        var leading = 0;
        while (digits[leading] == '0') leading++;
        var end = count;
        while (digits[end - 1] == '0') end--;
        var significant = digits[leading..end];
        return LayOut(value < 0, significant, pointAt - leading + exponent, to);
    }

    /// <param name="n">The value is 0.DIGITS × 10^n.</param>
    private static int LayOut(bool negative, ReadOnlySpan<char> digits, int n, Span<char> to)
    {
        var at = 0;
        if (negative) to[at++] = '-';
        var k = digits.Length;
        if (k <= n && n <= 21)
        {
            digits.CopyTo(to[at..]);
            to.Slice(at + k, n - k).Fill('0');
            return at + n;
        }
        if (n is > 0 and <= 21)
        {
            digits[..n].CopyTo(to[at..]);
            to[at + n] = '.';
            digits[n..].CopyTo(to[(at + n + 1)..]);
            return at + k + 1;
        }
        if (n is > -6 and <= 0)
        {
            "0.".CopyTo(to[at..]);
            to.Slice(at + 2, -n).Fill('0');
            digits.CopyTo(to[(at + 2 - n)..]);
            return at + 2 - n + k;
        }
        to[at++] = digits[0];
        if (k > 1)
        {
            to[at++] = '.';
            digits[1..].CopyTo(to[at..]);
            at += k - 1;
        }
        to[at++] = 'e';
        to[at++] = n > 0 ? '+' : '-';
        Math.Abs(n - 1).TryFormat(to[at..], out var written, default, CultureInfo.InvariantCulture);
        return at + written;
    }
}
