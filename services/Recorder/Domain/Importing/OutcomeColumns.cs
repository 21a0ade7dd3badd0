using System.Globalization;
using System.Text.Json;
using Substrate.Hashing;

namespace Recorder.Domain.Importing;

/// <summary>Which column of a table of outcomes says what; null where none does.</summary>
internal sealed record OutcomeColumns(
    string? Task, string? Resolved, string? Reward, string? Trial, string? Run, string? Agent, string? Model, string? Failure, string? Passed, string? Total,
    string? TokensIn, string? TokensOut, string? Cost, string? Started, string? Ended)
{
    private static readonly string[] Empty = ["", "none", "null", "nan", "n/a", "na"];

    /// <summary>Names are compared without case, blanks, hyphens and underscores.</summary>
    public static OutcomeColumns Of(IReadOnlyList<string> header)
    {
        return new OutcomeColumns(
            Find("taskid", "task", "taskname", "instanceid", "problemid", "instance", "problem"),
            Find("isresolved", "resolved", "issolved", "solved", "success", "issuccess", "passed", "pass", "iscorrect", "correct", "outcome", "reward", "score"),
            Find("reward", "score"), Find("trialname", "trialid", "trial", "attempt", "epoch", "seed"), Find("runid", "run"),
            Find("submission", "agent", "agentname", "system", "scaffold"), Find("model", "modelname", "llm"),
            Find("failuremode", "failure", "errortype", "error", "exitstatus"), Find("testspassed", "npassed"), Find("teststotal", "ntests", "total"),
            Find("inputtokens", "tokensin", "prompttokens"), Find("outputtokens", "tokensout", "completiontokens"), Find("cost", "costusd", "totalcost"),
            Find("agentstartedat", "trialstartedat", "startedat", "starttime"), Find("trialendedat", "endedat", "endtime"));

        string? Find(params string[] names) => names.Select(n => header.FirstOrDefault(h => Plain(h) == n)).FirstOrDefault(h => h is not null);
    }

    /// <summary>The cell's text; null when the column is not there or the cell says nothing.</summary>
    public static string? Text(JsonElement row, string? column) =>
        column is not null && row.Text(column)?.Trim() is { } text && !Empty.Contains(text, StringComparer.OrdinalIgnoreCase) ? text : null;

    public static double? Number(JsonElement row, string? column) =>
        double.TryParse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) && n >= 0 ? n : null;

    public static long? Count(JsonElement row, string? column) => Number(row, column) is < 1e15 and var n ? (long)n : null;

    public static DateTimeOffset? Instant(JsonElement row, string? column) => column is null ? null : row.Instant(column);

    public string IdOf(JsonElement row)
    {
        var id = string.Join('/', new[] { Agent, Model, Run, Task, Trial }.Select(c => Text(row, c)).OfType<string>());
        return id.Length <= 180 ? id : $"{id[..100]}~{ContentHash.Of(id)[..16]}";
    }

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
