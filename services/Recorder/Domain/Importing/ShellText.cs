using System.Text.Json;
using System.Text.RegularExpressions;

namespace Recorder.Domain.Importing;

/// <summary>Commands and their output where a transcript keeps them inside prose.</summary>
internal static partial class ShellText
{
    /// <summary>The command of a reply that puts it into a code fence.</summary>
    public static string? Command(string? reply) =>
        reply is not null && Fence().Match(reply) is { Success: true } m ? m.Groups[1].Value.Trim() : null;

    public static Payload Arguments(string command) => Payload.OfRecorded(JsonSerializer.SerializeToElement(new { command }));

    /// <summary>Takes <c>&lt;returncode&gt;</c> and <c>&lt;output&gt;</c> apart; text without them is all output.</summary>
    public static (int? ExitCode, string Output) Observation(string shown)
    {
        int? code = ReturnCode().Match(shown) is { Success: true } m ? int.Parse(m.Groups[1].ValueSpan) : null;
        return (code, Output().Match(shown) is { Success: true } o ? o.Groups[1].Value : shown);
    }

    /// <summary>The status a failed command reports in front of its output.</summary>
    public static int? ReportedExitCode(string result) => Reported().Match(result) is { Success: true } m ? int.Parse(m.Groups[1].ValueSpan) : null;

    [GeneratedRegex(@"```(?:mswea_bash_command|bash|sh)\s*\n(.*?)\n?```", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*<returncode>(-?\d{1,9})</returncode>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ReturnCode();

    [GeneratedRegex(@"<output>\n?(.*?)\n?</output>\s*$", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Output();

    [GeneratedRegex(@"^Exit code (\d{1,9})\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reported();
}
