using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// OpenHands up to 0.x: a list of events, or a row of an evaluation's <c>output.jsonl</c> with such a list under <c>history</c>. The first versions wrote
/// the history as pairs of action and observation, and their members without <c>args</c> and <c>extras</c> around them.
/// </summary>
internal sealed class OpenHandsFormat : ISessionFormat
{
    // The first says how it went; of the others each is something that went wrong.
    private static readonly string[] Flags = ["resolved", "failed_apply_patch", "empty_generation", "test_timeout", "error_eval"];

    public string Name => "openhands";

    public bool LinesAreSessions => true;

    public bool OwnsDocument(JsonElement root) => root.ValueKind == JsonValueKind.Array ? IsHistory(root.EnumerateArray()) : IsRow(root);

    public bool OwnsLine(JsonElement line) => IsRow(line);

    public bool OwnsBroken(IReadOnlySet<string> members) =>
        members.Contains("2:tool_call_metadata") || members.Contains("2:observation") && members.Contains("2:cause")
        || members.Contains("1:history") && (members.Contains("1:test_result") || members.Contains("1:git_patch"));

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        var reader = new OpenHandsReader(Facts(root));
        var records = (root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : root.Items("history")).ToList();
        var (error, patch) = (root.Text("error"), (root.Get("test_result") ?? default).Text("git_patch") ?? root.Text("git_patch"));
        if (error is not null || patch is not null)
        {
            records.Add(JsonSerializer.SerializeToElement(new { ended = new { error, patch } }));
        }

        // The same instance under another configuration begins with the same events.
        return [new SessionDocument(reader, reader.Facts.InstanceId, root.Get("metadata"), records)];
    }

    /// <summary>What the row says of its evaluation: a harness's report, or (the resolver) another model's opinion of the work.</summary>
    private static Outcome? Verdict(JsonElement row)
    {
        var test = row.Get("test_result") ?? default;
        var report = test.Get("report") ?? row.Get("report") ?? test;
        var checks = new List<OutcomeCheck>();
        foreach (var name in Flags)
        {
            if (report.Get(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag)
            {
                checks.Add(new OutcomeCheck(name, flag.GetBoolean() == (name == "resolved")));
            }
        }

        if (checks is [{ Name: "resolved", Passed: var resolved }, ..])
        {
            return new Outcome(resolved ? OutcomeStatus.Succeeded : report.Flag("error_eval") ? OutcomeStatus.InfraError : OutcomeStatus.Failed, resolved ? 1 : 0, checks);
        }

        return row.Get("success") is { ValueKind: JsonValueKind.True or JsonValueKind.False } success
            ? new Outcome(
                success.GetBoolean() ? OutcomeStatus.Succeeded : OutcomeStatus.Failed, success.GetBoolean() ? 1 : 0,
                [new OutcomeCheck("success", success.GetBoolean(), row.Text("result_explanation"))])
            : null;
    }

    private static SessionFacts Facts(JsonElement row)
    {
        var (issue, metadata, metrics) = (row.Get("issue") ?? default, row.Get("metadata") ?? default, row.Get("metrics") ?? default);
        var (owner, repo) = (issue.Text("owner"), issue.Text("repo"));
        var instance = row.Text("instance_id") ?? (owner is null || repo is null ? null : $"{owner}__{repo}-{issue.Count("number")}");
        return new SessionFacts
        {
            Agent = "OpenHands",
            Model = (metadata.Get("llm_config") ?? default).Text("model"),
            Task = row.Text("instruction") is { } instruction ? TaskText.From(instruction) : null,
            InstanceId = instance,
            Repo = RepoNames.FromInstance(instance) ?? (row.Get("instance") ?? default).Text("repo"),
            ConfigJson = metadata.ValueKind == JsonValueKind.Object ? Payload.OfRecorded(metadata).Text : null,
            Outcome = ExitStatus.OfError(row.Text("error")),
            Verdict = Verdict(row),
            Tokens = ChatReply.UsageOf(metrics.Get("accumulated_token_usage") ?? default),
            Cost = metrics.Money("accumulated_cost"),
        };
    }

    private static bool IsRow(JsonElement row) =>
        (row.Get("instance_id") ?? row.Get("instruction") ?? row.Get("metrics")) is not null && AreEvents(row.Items("history")) is not null;

    private static bool IsHistory(IEnumerable<JsonElement> items) =>
        AreEvents(items) is { } events && events.Exists(e => e.Text("source") is "agent" or "user" or "environment" && (e.Get("args") ?? e.Get("extras") ?? e.Get("cause")) is not null);

    // SWE-agent's history has actions too, of messages with a role.
    private static List<JsonElement>? AreEvents(IEnumerable<JsonElement> items) =>
        items.Take(10).SelectMany(OpenHandsReader.Events).ToList() is { Count: > 0 } events
        && events.TrueForAll(e => (e.Text("action") ?? e.Text("observation")) is not null && e.Get("role") is null) ? events : null;
}
