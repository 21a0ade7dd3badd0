using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// A simulation of τ²-bench. The policy that the agent was to follow is its first step. The simulated user is a model too: its tokens and cost stand on its
/// <c>user</c> steps, and the tools it calls are tool steps under them, named <c>user</c>.
/// </summary>
internal sealed class Tau2BenchReader : ISessionReader
{
    private readonly ChatMessages chat = new();
    private readonly JsonElement environment;
    private DateTimeOffset? last;

    private Tau2BenchReader(JsonElement run, JsonElement info, JsonElement task)
    {
        var (agent, user) = (info.Get("agent_info") ?? default, info.Get("user_info") ?? default);
        environment = info.Get("environment_info") ?? default;
        var scenario = (task.Get("user_scenario") ?? default).Get("instructions") ?? default;
        var domain = environment.Text("domain_name") ?? scenario.Text("domain");
        var taskId = Tau2BenchFormat.IdOf(run.Get("task_id"));
        Facts = new SessionFacts
        {
            Agent = agent.Text("implementation") ?? "tau2-bench",
            Model = agent.Text("llm"),
            TaskType = domain,
            InstanceId = $"tau2-bench:{domain}:{taskId}",
            Task = (scenario.ValueKind == JsonValueKind.String ? scenario.GetString() : scenario.Text("reason_for_call") ?? task.Text("ticket"))?.Trim(),
            ConfigJson = SourceConfig.Of(
                ("task_id", run.Get("task_id")), ("trial", run.Get("trial")), ("seed", run.Get("seed")), ("domain", environment.Get("domain_name")),
                ("git_commit", info.Get("git_commit")), ("max_steps", info.Get("max_steps")), ("max_errors", info.Get("max_errors")),
                ("agent_llm_args", agent.Get("llm_args")), ("user_implementation", user.Get("implementation")), ("user_llm", user.Get("llm")),
                ("user_scenario", task.Get("user_scenario")), ("initial_state", task.Get("initial_state")),
                ("evaluation_criteria", task.Get("evaluation_criteria")), ("termination_reason", run.Get("termination_reason")),
                ("duration", run.Get("duration")), ("agent_cost", run.Get("agent_cost")), ("user_cost", run.Get("user_cost"))),
            Verdict = Tau2Verdict.Of(run),
        };
        Facts.Saw(run.Instant("start_time"));
        Facts.Saw(run.Instant("end_time"));
    }

    public SessionFacts Facts { get; }

    public static SessionDocument Open(JsonElement run, JsonElement info, JsonElement task)
    {
        var records = run.Items("messages").SelectMany(Flat).ToList();
        if (info.Get("environment_info") is { ValueKind: JsonValueKind.Object } environment && environment.Text("policy") is not null)
        {
            records.Insert(0, environment);
        }

        if (records.Count == 0)
        {
            records.Add(run);
        }

        var id = run.Text("id") ?? $"task-{Tau2BenchFormat.IdOf(run.Get("task_id"))}-trial-{Tau2BenchFormat.IdOf(run.Get("trial"))}-{Tau2BenchFormat.IdOf(run.Get("seed"))}";
        return new SessionDocument(new Tau2BenchReader(run, info, task), id, run.Get("task_id"), records);
    }

    public void Read(SourceRecord record, StepSink steps)
    {
        var message = record.Value;
        if (message.Text("role") is not { } role)
        {
            var policy = message.Text("policy");
            steps.Add(policy is null
                ? new StepDraft(StepKind.Note) { Name = "unknown", Output = Payload.OfRecorded(message) }
                : new StepDraft(StepKind.System) { Name = "policy", Output = Payload.OfText(policy) });
            return;
        }

        var at = message.Instant("timestamp");
        Facts.Saw(at);
        var raw = message.Get("raw_data") ?? default;
        var name = message.Text("requestor") == "user" ? "user" : null;
        chat.Read(message, steps, new ChatTurn(
            last ?? at, at, role == "assistant" ? raw.Text("model") ?? Facts.Model : null, Usage(message, raw), message.Money("cost"), name,
            (raw.Get("message") ?? default).Text("reasoning_content")));
        Facts.Task ??= role == "user" ? message.Text("content") : null;
        last = at ?? last;
    }

    public void Settle(StepSink steps) => chat.Settle(steps);

    // Results of several calls may come in one message.
    private static IEnumerable<JsonElement> Flat(JsonElement message) =>
        message.Get("tool_messages") is { ValueKind: JsonValueKind.Array } several ? several.EnumerateArray() : [message];

    private static TokenUsage? Usage(JsonElement message, JsonElement raw)
    {
        var stated = ReplyUsage.Read(message);
        return stated is null || ReplyUsage.Read(raw) is not { } reply ? stated
            : stated with { CacheRead = stated.CacheRead ?? reply.CacheRead, CacheWrite = stated.CacheWrite ?? reply.CacheWrite, Reasoning = stated.Reasoning ?? reply.Reasoning };
    }
}
