using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// What τ²-bench's evaluation said, check by check: the database, every expected action, everything to be communicated, every assertion about the
/// conversation or the environment. A check whose kind is not in <c>reward_basis</c> was recorded but did not count, and says so.
/// </summary>
internal static class Tau2Verdict
{
    public static Outcome Of(JsonElement run)
    {
        var ended = run.Text("termination_reason");
        var info = run.Get("reward_info") ?? default;
        var basis = info.Items("reward_basis").Where(b => b.ValueKind == JsonValueKind.String).Select(b => b.GetString()!.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        var checks = new List<OutcomeCheck>();
        if (ended is not null)
        {
            checks.Add(new OutcomeCheck("termination", ended is "user_stop" or "agent_stop", ended));
        }

        if (info.Get("db_check") is { ValueKind: JsonValueKind.Object } db)
        {
            checks.Add(Check("db", "DB", db.Flag("db_match"), null));
        }

        foreach (var check in info.Items("action_checks"))
        {
            var action = check.Get("action") ?? default;
            var by = action.Text("requestor") == "user" ? "by the user, " : string.Empty;
            checks.Add(Check(
                $"action {action.Text("action_id")}: {action.Text("name") ?? action.Text("func_name")}", "ACTION", check.Flag("action_match"),
                by + (action.Get("arguments") is { } arguments ? Payload.OfRecorded(arguments).Text : string.Empty)));
        }

        foreach (var check in info.Items("communicate_checks"))
        {
            checks.Add(Check($"communicate: {check.Text("info")}", "COMMUNICATE", check.Flag("met"), check.Text("justification")));
        }

        foreach (var check in info.Items("nl_assertions"))
        {
            checks.Add(Check($"nl: {check.Text("nl_assertion")}", "NL_ASSERTION", check.Flag("met"), check.Text("justification")));
        }

        foreach (var check in info.Items("env_assertions"))
        {
            var asserted = check.Get("env_assertion") ?? default;
            checks.Add(Check(
                $"env: {asserted.Text("func_name")}", "ENV_ASSERTION", check.Flag("met"),
                asserted.Text("message") ?? (asserted.Get("arguments") is { } arguments ? Payload.OfRecorded(arguments).Text : null)));
        }

        return new Outcome(Status(ended, info), Reward(info), checks);

        OutcomeCheck Check(string name, string kind, bool passed, string? detail)
        {
            var counts = basis.Count == 0 || basis.Contains(kind);
            return new OutcomeCheck(name, passed, counts ? detail is { Length: > 0 } ? detail : null : $"did not count; {detail}".TrimEnd(' ', ';'));
        }
    }

    private static OutcomeStatus Status(string? ended, JsonElement info)
    {
        // Where the simulated user or the machinery broke, a reward of 0 says nothing of the agent.
        if (ended is "user_error" or "infrastructure_error" or "unexpected_error" or "environment_error" or "timeout")
        {
            return OutcomeStatus.InfraError;
        }

        return Reward(info) is { } reward ? reward >= 1 - 1e-6 ? OutcomeStatus.Succeeded : OutcomeStatus.Failed
            : ended is "max_steps" or "too_many_errors" ? OutcomeStatus.Aborted
            : OutcomeStatus.Unknown;
    }

    private static double? Reward(JsonElement info) =>
        info.Get("reward") is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var reward) && double.IsFinite(reward) ? reward : null;
}
