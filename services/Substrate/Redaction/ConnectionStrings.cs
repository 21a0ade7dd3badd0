using System.Text.RegularExpressions;

namespace Substrate.Redaction;

/// <summary>Password=…; and pwd=… in ADO.NET, ODBC and libpq connection strings: only where the same line names a host, server or database too.</summary>
internal static class ConnectionStrings
{
    private const int Nearby = 300;

    public static void Find(string text, List<SecretSpan> spans)
    {
        for (var match = Password.Match(text); match.Success; match = match.NextMatch())
        {
            var value = match.Groups["v"];
            if (Placeholders.IsOne(value.ValueSpan) || !NamesAServer(text, match.Index, value.Index + value.Length)) continue;
            spans.Add(new SecretSpan(value.Index, value.Length, "connection-string-password"));
        }
    }

    private static bool NamesAServer(string text, int from, int to)
    {
        var start = Math.Max(0, from - Nearby);
        var before = text.AsSpan(start, from - start);
        before = before[(before.LastIndexOf('\n') + 1)..];
        var after = text.AsSpan(to, Math.Min(Nearby, text.Length - to));
        var lineEnd = after.IndexOf('\n');
        if (lineEnd >= 0) after = after[..lineEnd];
        return Server.IsMatch(before) || Server.IsMatch(after);
    }

    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly Regex Password = new(@"\b(password|pwd)\s{0,2}=\s{0,2}(?<v>[^;""'\s\\&,)]+)", Options);

    private static readonly Regex Server = new(@"\b(host|server|data source|address|addr|dbname|database|initial catalog)\s?=\s?[^\s;=]", Options);
}
