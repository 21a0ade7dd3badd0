using System.Globalization;

namespace Substrate.Compiling;

/// <summary>The date that a task speaks of, as far as it is told: a year, a month, or a day. What was said on that day or soon after matches it.</summary>
internal sealed record DateMention(int? Year, int? Month, int? Day)
{
    private const double HalfLifeDays = 7;

    private static readonly string[] Months = [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Take(12)];

    /// <summary>Null when it names none. English month names, whole or by three letters, and ISO dates; "may" and "march" are verbs unless they begin with a capital.</summary>
    public static DateMention? In(string task)
    {
        var words = task.Split([' ', ',', '.', '?', '!', ';', ':', '(', ')', '"', '\'', '\n', '\t', '/', '-'], StringSplitOptions.RemoveEmptyEntries);
        int? year = null, month = null, day = null;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Length == 4 && int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1900 and < 2100)
            {
                year ??= number;
                if (i + 2 < words.Length && month is null && words[i + 1].Length == 2 && Number(words[i + 1]) is >= 1 and <= 12 and var isoMonth && DayOf(words[i + 2]) is { } isoDay
                    && task.Contains($"{words[i]}-{words[i + 1]}-{words[i + 2]}", StringComparison.Ordinal))
                    (month, day) = (isoMonth, isoDay);
            }
            else if (month is null && MonthOf(words[i]) is { } named)
            {
                month = named;
                day = (i + 1 < words.Length ? DayOf(words[i + 1]) : null) ?? (i > 0 ? DayOf(words[i - 1]) : null);
            }
        }
        return year is null && month is null ? null : new(year, month, day);
    }

    /// <summary>0 to 1. People tell of a day when it is over, so the days after it match less and less, and the days before it do not.</summary>
    public double Match(DateTimeOffset at)
    {
        var said = at.UtcDateTime.Date;
        if (Month is not { } month) return said.Year == Year ? 0.5 : 0;
        var year = Year ?? (said.Month >= month ? said.Year : Math.Max(1, said.Year - 1));
        if (Day is not { } day) return Since(said, new DateTime(year, month, DateTime.DaysInMonth(year, month)), said.Year == year && said.Month == month);
        if (day > DateTime.DaysInMonth(year, month)) return 0;
        return Since(said, new DateTime(year, month, day), said == new DateTime(year, month, day));
    }

    private static double Since(DateTime said, DateTime end, bool inside)
    {
        if (inside) return 1;
        var days = (said - end).TotalDays;
        return days < 0 ? 0 : Math.Pow(2, -days / HalfLifeDays);
    }

    private static int? MonthOf(string word)
    {
        for (var i = 0; i < Months.Length; i++)
        {
            var whole = word.Equals(Months[i], StringComparison.OrdinalIgnoreCase);
            if (!whole && !(word.Length == 3 && Months[i].StartsWith(word, StringComparison.Ordinal))) continue;
            return i is 2 or 4 && !char.IsUpper(word[0]) ? null : i + 1;
        }
        return null;
    }

    private static int? DayOf(string word)
    {
        var digits = word.EndsWith("st", StringComparison.Ordinal) || word.EndsWith("nd", StringComparison.Ordinal) || word.EndsWith("rd", StringComparison.Ordinal)
            || word.EndsWith("th", StringComparison.Ordinal) ? word[..^2] : word;
        return digits.Length <= 2 && Number(digits) is >= 1 and <= 31 and var day ? day : null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
