using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// mini-swe-agent: <c>*.traj.json</c> ("mini-swe-agent-1.1": an object with info and messages) and the older bare list of messages,
/// where a command stands in a code fence and its output comes back as a user message.
/// </summary>
internal sealed class MiniSweAgentReader : ISessionReader
{
    private readonly PendingCalls pending = new();
    private readonly string? template;
    private readonly string? exitStatus;
    private DateTimeOffset? last;

    private MiniSweAgentReader(JsonElement root, string? instance)
    {
        var info = root.Get("info") ?? default;
        var config = info.Get("config") ?? default;
        template = (config.Get("agent") ?? default).Text("instance_template");
        exitStatus = info.Text("exit_status");
        Facts = new SessionFacts
        {
            Agent = "mini-swe-agent",
            AgentVersion = info.Text("mini_version"),
            Model = (config.Get("model") ?? default).Text("model_name"),
            InstanceId = instance,
            Repo = RepoNames.FromInstance(instance),
            ConfigJson = config.ValueKind == JsonValueKind.Object ? Payload.OfRecorded(config).Text : null,
            Outcome = ExitStatus.Read(exitStatus),
        };
    }

    public SessionFacts Facts { get; }

    public static SessionDocument Open(JsonElement root)
    {
        var messages = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : root.Items("messages").ToList();
        // The configuration is part of what makes this run this run: the same task under another model begins with the same messages.
        var config = (root.Get("info") ?? default).Get("config");
        return new SessionDocument(new MiniSweAgentReader(root, root.Text("instance_id")), root.Text("instance_id"), config, messages);
    }

    public void Read(SourceRecord record, StepSink steps)
    {
        var message = record.Value;
        var extra = message.Get("extra") ?? default;
        var at = extra.Instant("timestamp");
        Facts.Saw(at);
        switch (message.Text("role"))
        {
            case "system":
                steps.Add(new StepDraft(StepKind.System) { Output = message.Content("content"), T0 = at });
                break;
            case "user" when pending.Count > 0:
                Result(pending.TakeFirst(), message, default, at, steps);
                break;
            case "user":
                Said(message.Content("content"), at, steps);
                break;
            case "assistant":
                Assistant(message, extra, at, steps);
                break;
            case "tool":
                Result(pending.Take(message.Text("tool_call_id")) ?? pending.TakeFirst(), message, extra, at, steps);
                break;
            case "exit":
                Exit(message, extra, at, steps);
                break;
            default:
                steps.Add(new StepDraft(StepKind.Note) { Name = message.Text("role") ?? "unknown", Output = Payload.OfRecorded(message), T0 = at });
                break;
        }

        last = at ?? last;
    }

    public void Settle(StepSink steps) => pending.Note(steps);

    private void Said(Payload? content, DateTimeOffset? at, StepSink steps)
    {
        // After the task the harness speaks, not a person: format errors and limits.
        steps.Add(new StepDraft(Facts.Task is null ? StepKind.User : StepKind.Note) { Name = Facts.Task is null ? null : "harness", Output = content, T0 = at });
        Facts.Task ??= TaskText.From(content?.Text ?? string.Empty, template);
    }

    private void Assistant(JsonElement message, JsonElement extra, DateTimeOffset? at, StepSink steps)
    {
        var response = extra.Get("response") ?? default;
        var began = response.Instant("created");
        Facts.Saw(began);
        var seq = steps.Add(new StepDraft(StepKind.Llm)
        {
            T0 = last ?? began, T1 = at, Model = response.Text("model") ?? Facts.Model,
            Output = message.Content("content"),
            Cost = extra.Money("cost"),
            Tokens = Usage(response.Get("usage") ?? default),
            Replayable = Replayable.ReplyOnly,
        });
        if (message.Text("reasoning_content") is { Length: > 0 } thinking)
        {
            steps.Add(StepDraft.Thinking(seq, thinking, at));
        }

        var before = pending.Count;
        foreach (var call in message.Items("tool_calls"))
        {
            var function = call.Get("function") ?? default;
            pending.Add(new PendingCall(
                call.Text("id") ?? $"call-{seq}", function.Text("name") ?? "unknown", SourceJson.Arguments(function.Get("arguments")), seq, at));
        }

        if (pending.Count == before && ShellText.Command(message.Text("content")) is { } command)
        {
            pending.Add(new PendingCall($"call-{seq}", "bash", ShellText.Arguments(command), seq, at));
        }
    }

    private static TokenUsage Usage(JsonElement usage) => new(
        usage.Count("prompt_tokens"), usage.Count("completion_tokens"), (usage.Get("prompt_tokens_details") ?? default).Count("cached_tokens"), null,
        (usage.Get("completion_tokens_details") ?? default).Count("reasoning_tokens"));

    private static void Result(PendingCall? call, JsonElement message, JsonElement extra, DateTimeOffset? at, StepSink steps)
    {
        var (shownCode, shown) = ShellText.Observation((message.Get("content") ?? default).PlainText() ?? string.Empty);
        var code = (int?)extra.Number("returncode") ?? shownCode;
        var broke = extra.Text("exception_info") is { Length: > 0 } exception ? exception : null;
        var tool = new ToolDraft(
            call?.CallId ?? message.Text("tool_call_id") ?? "unknown", call?.Name ?? "bash", call?.Args, Payload.OfText(extra.Text("raw_output") ?? shown),
            code is not null and not 0 || broke is not null, code);
        steps.Add(new StepDraft(StepKind.Tool) { Parent = call?.Parent, T0 = call?.AskedAt, T1 = at, Error = broke, Tool = tool });
    }

    private void Exit(JsonElement message, JsonElement extra, DateTimeOffset? at, StepSink steps)
    {
        var status = extra.Text("exit_status") ?? exitStatus;
        var content = message.Content("content");
        while (pending.TakeFirst() is { } call)
        {
            // The submitting command has no message of its own: its output is the submission.
            var submitted = ExitStatus.Read(status) == OutcomeStatus.Unknown;
            var tool = new ToolDraft(call.CallId, call.Name, call.Args, submitted ? content : null, !submitted);
            var error = submitted ? null : $"Not answered: the run ended with {status}.";
            steps.Add(new StepDraft(StepKind.Tool) { Parent = call.Parent, T0 = call.AskedAt, Error = error, Tool = tool });
        }

        steps.Add(new StepDraft(StepKind.Note) { Name = $"exit: {status}", Output = content, T0 = at, Error = extra.Text("exception_str") });
    }
}
