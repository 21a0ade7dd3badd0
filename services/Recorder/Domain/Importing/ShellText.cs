using System.Text.Json;
using System.Text.RegularExpressions;

namespace Recorder.Domain.Importing;

/// <summary>Commands and their output where a transcript keeps them inside prose.</summary>
internal static partial class ShellText
{
    /// <summary>The command of a reply that puts it into a code fence.</summary>
    public static string? Command(string? reply) =>
        reply is not null && Fence().Match(reply) is { Success: true } m ? m.Groups["command"].Value.Trim() : null;

    public static Payload Arguments(string command) => Payload.OfRecorded(JsonSerializer.SerializeToElement(new { command }));

    /// <summary>Takes <c>&lt;returncode&gt;</c> and <c>&lt;output&gt;</c> apart; text without them is all output.</summary>
    public static (int? ExitCode, string Output) Observation(string shown)
    {
        int? code = ReturnCode().Match(shown) is { Success: true } m ? int.Parse(m.Groups["code"].ValueSpan) : null;
        var from = shown.IndexOf("<output>", StringComparison.Ordinal);
        var to = shown.LastIndexOf("</output>", StringComparison.Ordinal);
        return (code, from >= 0 && to > from ? shown[(from + "<output>".Length)..to].Trim('\n') : shown);
    }

    /// <summary>The status a failed command reports in front of its output.</summary>
    public static int? ReportedExitCode(string result) => Reported().Match(result) is { Success: true } m ? int.Parse(m.Groups["code"].ValueSpan) : null;

    /// <summary>The status that a harness states among the first lines of a result.</summary>
    public static int? StatedExitCode(string? result) =>
        result is not null && Stated().Match(result.Length > 400 ? result[..400] : result) is { Success: true } m ? int.Parse(m.Groups["code"].ValueSpan) : null;

    [GeneratedRegex(@"```(mswea_bash_command|bash|sh)\s*\n(?<command>.*?)\n?```", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*<returncode>(?<code>-?\d{1,9})</returncode>", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ReturnCode();

    [GeneratedRegex(@"^Exit code (?<code>\d{1,9})\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reported();

    [GeneratedRegex(
        @"^(Exit code: |Process exited with code )(?<code>-?\d{1,9})\r?$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Stated();
}
