using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// A row of a table of outcomes. A resolved task is a success however the trial ended. A failure of the harness (installing the agent, running it, running or
/// reading the tests) says nothing of the agent and is an infrastructure error. An agent that ran out of time and whose work did not pass has failed; one that
/// ran out of time and was never judged was aborted.
/// </summary>
internal sealed partial class OutcomeMatrixReader : ISessionReader
{
    private static readonly string[] Nothing = ["unset", "none", "ok", "completed", "success"];
    private static readonly string[] Limits = ["agent_timeout", "timeout", "max_steps", "max_turns", "context_length_exceeded", "output_length_exceeded", "cost_limit"];
    private static readonly string[] Yes = ["true", "yes", "y", "resolved", "solved", "passed", "pass", "success", "succeeded", "correct"];
    private static readonly string[] No = ["false", "no", "n", "unresolved", "unsolved", "failed", "fail", "failure", "incorrect", "wrong"];

    public OutcomeMatrixReader(JsonElement row, OutcomeColumns columns)
    {
        var task = OutcomeColumns.Text(row, columns.Task)!;
        var agent = OutcomeColumns.Text(row, columns.Agent);
        // Leaderboards name a submission after its day, its agent and its model.
        var submitted = Submission().Match(agent ?? string.Empty);
        Facts = new SessionFacts
        {
            Agent = submitted.Success ? submitted.Groups["agent"].Value : agent ?? "unknown",
            Model = OutcomeColumns.Text(row, columns.Model) ?? (submitted.Success ? submitted.Groups["model"].Value : null),
            Task = task,
            InstanceId = task,
            Conversation = OutcomeColumns.Text(row, columns.Run),
            ConfigJson = Payload.OfRecorded(row) is { IsJson: true } config ? config.Text : null,
            Tokens = Tokens(OutcomeColumns.Count(row, columns.TokensIn), OutcomeColumns.Count(row, columns.TokensOut)),
            Cost = OutcomeColumns.Number(row, columns.Cost) is < 1e9 and var cost ? (decimal)cost : null,
            Verdict = Verdict(row, columns),
        };
        Facts.Saw(OutcomeColumns.Instant(row, columns.Started));
        Facts.Saw(OutcomeColumns.Instant(row, columns.Ended));
    }

    public SessionFacts Facts { get; }

    public void Read(SourceRecord record, StepSink steps)
    {
        // The row is all there is: a run without steps.
    }

    public void Settle(StepSink steps)
    {
        // Nothing waits.
    }

    private static TokenUsage? Tokens(long? read, long? written) => read is null && written is null ? null : new TokenUsage(read, written);

    private static Outcome Verdict(JsonElement row, OutcomeColumns columns)
    {
        var said = OutcomeColumns.Text(row, columns.Resolved);
        var reward = OutcomeColumns.Number(row, columns.Reward);
        bool? resolved = said is null ? null
            : Yes.Contains(said, StringComparer.OrdinalIgnoreCase) ? true
            : No.Contains(said, StringComparer.OrdinalIgnoreCase) ? false
            : double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n >= 1 - 1e-6
            : null;
        var failure = OutcomeColumns.Text(row, columns.Failure) is { } mode && !Nothing.Contains(mode, StringComparer.OrdinalIgnoreCase) ? mode : null;
        var limit = failure is not null && Limits.Contains(failure, StringComparer.OrdinalIgnoreCase);
        var status = resolved == true ? OutcomeStatus.Succeeded
            : failure is not null && !limit ? OutcomeStatus.InfraError
            : resolved == false ? OutcomeStatus.Failed
            : limit ? OutcomeStatus.Aborted
            : OutcomeStatus.Unknown;

        var checks = new List<OutcomeCheck>();
        if (resolved is { } verdict)
        {
            checks.Add(new OutcomeCheck("resolved", verdict));
        }

        if (OutcomeColumns.Count(row, columns.Passed) is { } passed && OutcomeColumns.Count(row, columns.Total) is > 0 and var total)
        {
            checks.Add(new OutcomeCheck("tests", passed >= total, $"{passed} of {total} passed"));
        }

        if (failure is not null)
        {
            checks.Add(new OutcomeCheck(limit ? "within limits" : "harness", false, failure));
        }

        return new Outcome(status, reward ?? (resolved is { } r ? r ? 1 : 0 : null), checks);
    }

    [GeneratedRegex(@"^\d{8}_(?<agent>[^_]+(_[^_]+)*?)_(?<model>[^_]+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Submission();
}
