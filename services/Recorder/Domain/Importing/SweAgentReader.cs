using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// SWE-agent <c>.traj</c>, both generations: <c>trajectory</c> holds what was done, <c>history</c> what the model was shown. Demonstrations may carry
/// history alone. Only history's messages before the first reply are read when there is a trajectory; the rest repeats it, without the last observation.
/// </summary>
internal sealed class SweAgentReader : ISessionReader
{
    private readonly PendingCalls pending = new();
    private readonly Queue<JsonElement> replies;
    private readonly string? template;
    private bool sawTask;

    private SweAgentReader(JsonElement root, JsonElement config, List<JsonElement> history, bool hasTrajectory)
    {
        var info = root.Get("info") ?? default;
        var agent = config.Get("agent") ?? default;
        template = (agent.Get("templates") ?? default).Text("instance_template");
        var env = config.Get("env") ?? default;
        var instance = (config.Get("problem_statement") ?? default).Text("id") ?? root.Text("environment");
        instance = RepoNames.FromInstance(instance) is null ? null : instance;
        var stats = info.Get("model_stats") ?? default;
        Facts = new SessionFacts
        {
            Agent = "SWE-agent",
            AgentVersion = info.Text("swe_agent_version"),
            Model = (agent.Get("model") ?? default).Text("name"),
            InstanceId = instance,
            Repo = RepoNames.FromInstance(instance) ?? RepoNames.FromGitHub((env.Get("repo") ?? default).Text("github_url")),
            ConfigJson = config.ValueKind == JsonValueKind.Object ? Payload.OfRecorded(config).Text : null,
            Outcome = ExitStatus.Read(info.Text("exit_status")),
            Tokens = new TokenUsage(stats.Count("tokens_sent"), stats.Count("tokens_received")),
            Cost = stats.Money("instance_cost"),
        };
        // One reply, one entry of the trajectory: the i-th reply's calls name the tool of the i-th entry.
        replies = new Queue<JsonElement>(hasTrajectory ? history.Where(m => m.Text("role") == "assistant") : []);
    }

    public SessionFacts Facts { get; }

    public static SessionDocument Open(JsonElement root)
    {
        var history = root.Items("history").ToList();
        var trajectory = root.Items("trajectory").ToList();
        var config = root.Get("replay_config") is { ValueKind: JsonValueKind.String } text ? SourceJson.Embedded(text) ?? default : root.Get("replay_config") ?? default;
        var records = trajectory.Count == 0 ? history : [.. history.TakeWhile(m => m.Text("role") != "assistant"), .. trajectory];
        if (root.Get("info") is { } info && info.Text("exit_status") is { } exit)
        {
            records.Add(JsonSerializer.SerializeToElement(new { exit_status = exit, submission = info.Text("submission") }));
        }

        var reader = new SweAgentReader(root, config, history, trajectory.Count > 0);
        return new SessionDocument(reader, reader.Facts.InstanceId, null, records);
    }

    public void Read(SourceRecord record, StepSink steps)
    {
        var item = record.Value;
        if (item.Text("role") is { } role)
        {
            Message(role, item, steps);
        }
        else if (item.Get("exit_status") is not null)
        {
            pending.Note(steps);
            steps.Add(new StepDraft(StepKind.Note) { Name = $"exit: {item.Text("exit_status")}", Output = item.Content("submission") });
        }
        else
        {
            Entry(item, steps);
        }
    }

    public void Settle(StepSink steps) => pending.Note(steps);

    private void Entry(JsonElement entry, StepSink steps)
    {
        var reply = replies.TryDequeue(out var message) ? message : default;
        // What the model was shown, where it was kept (messages in 1.0, query later).
        var seq = Reply(entry.Content("response") ?? entry.Content("thought"), steps, entry.Content("messages") ?? entry.Content("query"));
        Ask(reply.Items("tool_calls"), entry.Text("action"), seq);
        var observation = entry.Content("observation");
        if (pending.Count == 0 && observation is not null)
        {
            // No action could be read from the reply; what came back is the harness saying so.
            steps.Add(new StepDraft(StepKind.Note) { Name = "harness", Parent = seq, Output = observation });
        }

        while (pending.TakeFirst() is { } call)
        {
            Result(call, observation, steps);
        }
    }

    private void Message(string role, JsonElement message, StepSink steps)
    {
        var content = message.Content("content");
        switch (role)
        {
            case "system":
                steps.Add(new StepDraft(StepKind.System) { Output = content });
                break;
            case "assistant":
                Ask(message.Items("tool_calls"), message.Text("action"), Reply(content, steps));
                break;
            case "tool" or "user" when pending.Count > 0:
                Result(pending.Take(message.Items("tool_call_ids").FirstOrDefault() is { ValueKind: JsonValueKind.String } id ? id.GetString() : null)
                    ?? pending.TakeFirst()!, content, steps);
                break;
            case "user" when !message.Flag("is_demo") && !sawTask:
                sawTask = true;
                Facts.Task = TaskText.From(content?.Text ?? string.Empty, template, "{{problem_statement}}");
                steps.Add(new StepDraft(StepKind.User) { Output = content });
                break;
            default:
                // A worked example in the prompt is nobody's request.
                steps.Add(new StepDraft(StepKind.Note) { Name = message.Flag("is_demo") ? "demonstration" : role, Output = content });
                break;
        }
    }

    private int Reply(Payload? content, StepSink steps, Payload? shown = null) =>
        steps.Add(new StepDraft(StepKind.Llm) { Model = Facts.Model, Input = shown, Output = content, Replayable = Replayable.ReplyOnly });

    private void Ask(IEnumerable<JsonElement> toolCalls, string? action, int seq)
    {
        foreach (var call in toolCalls)
        {
            var function = call.Get("function") ?? default;
            pending.Add(new PendingCall(
                call.Text("id") ?? $"call-{seq}", function.Text("name") ?? "unknown", SourceJson.Arguments(function.Get("arguments")), seq, null));
        }

        if (pending.Count == 0 && !string.IsNullOrWhiteSpace(action))
        {
            pending.Add(new PendingCall($"call-{seq}", "bash", ShellText.Arguments(action.Trim()), seq, null));
        }
    }

    private static void Result(PendingCall call, Payload? result, StepSink steps) =>
        steps.Add(new StepDraft(StepKind.Tool) { Parent = call.Parent, Tool = new ToolDraft(call.CallId, call.Name, call.Args, result) });
}
