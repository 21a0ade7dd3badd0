using System.Globalization;
using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// A run of τ-bench: the conversation of an agent with a simulated user, and what the evaluation of the database and of the words said about it.
/// No times, no tokens. A run that broke has an error in place of the conversation.
/// </summary>
internal sealed class TauBenchReader : ISessionReader
{
    private readonly ChatMessages chat = new();

    private TauBenchReader(JsonElement run, string? model, string? domain, string? strategy)
    {
        var info = run.Get("info") ?? default;
        var task = info.Get("task") ?? default;
        Facts = new SessionFacts
        {
            Agent = strategy is null ? "tau-bench" : $"tau-bench {strategy}",
            Model = model,
            TaskType = domain,
            InstanceId = $"tau-bench:{IdOf(run.Get("task_id"))}",
            Task = task.Text("instruction")?.Trim(),
            ConfigJson = SourceConfig.Of(
                ("task_id", run.Get("task_id")), ("trial", run.Get("trial")), ("user_id", task.Get("user_id")), ("expected_actions", task.Get("actions")),
                ("expected_outputs", task.Get("outputs")), ("user_cost", info.Get("user_cost")), ("source", info.Get("source"))),
            Verdict = Verdict(run, info),
        };
    }

    public SessionFacts Facts { get; }

    public static SessionDocument Open(JsonElement run, string? model, string? domain, string? strategy)
    {
        var info = run.Get("info");
        var records = run.Items("traj").ToList();
        if (records.Count == 0)
        {
            records.Add(info ?? run);
        }

        return new SessionDocument(
            new TauBenchReader(run, model, domain, strategy), $"task-{IdOf(run.Get("task_id"))}-trial-{IdOf(run.Get("trial"))}", info, records);
    }

    public void Read(SourceRecord record, StepSink steps)
    {
        var message = record.Value;
        if (message.Text("role") is null)
        {
            steps.Add(new StepDraft(StepKind.Note) { Name = "error", Error = message.Text("error"), Output = message.Content("traceback") ?? Payload.OfRecorded(message) });
            return;
        }

        Facts.Task ??= message.Text("role") == "user" ? message.Text("content") : null;
        // The environment answers a call that it refuses with a text that says so.
        chat.Read(message, steps, new ChatTurn(
            Model: Facts.Model, IsError: message.Text("role") == "tool" && message.Text("content")?.StartsWith("Error:", StringComparison.Ordinal) == true));
    }

    public void Settle(StepSink steps) => chat.Settle(steps);

    private static string IdOf(JsonElement? id) => id is { ValueKind: JsonValueKind.Number or JsonValueKind.String } given ? given.ToString() : "none";

    private static Outcome Verdict(JsonElement run, JsonElement info)
    {
        if (info.Text("error") is { } error)
        {
            return new Outcome(OutcomeStatus.InfraError, null, [new OutcomeCheck("harness", false, error)]);
        }

        if (run.Get("reward") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetDouble(out var reward) || !double.IsFinite(reward))
        {
            return Outcome.Unknown;
        }

        var evaluated = (info.Get("reward_info") ?? default).Get("info") ?? default;
        var checks = new List<OutcomeCheck> { new("reward", IsFull(reward), reward.ToString(CultureInfo.InvariantCulture)) };
        foreach (var part in evaluated.Members().Where(p => p.Value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number))
        {
            checks.Add(new OutcomeCheck(part.Name, IsMet(part.Value)));
        }

        foreach (var output in (evaluated.Get("outputs") ?? default).Members())
        {
            checks.Add(new OutcomeCheck($"output: {output.Name}", IsMet(output.Value)));
        }

        if (info.Get("task") is not null && info.Get("reward_info") is null)
        {
            checks.Add(new OutcomeCheck("ended", false, "The conversation was cut off before it could be evaluated."));
        }

        return new Outcome(IsFull(reward) ? OutcomeStatus.Succeeded : OutcomeStatus.Failed, reward, checks);
    }

    private static bool IsMet(JsonElement value) =>
        value.ValueKind == JsonValueKind.True || value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var n) && IsFull(n);

    private static bool IsFull(double reward) => reward >= 1 - 1e-6;
}
