using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// The events of a sample; its messages where it has none. What a model was given shows in its input: system and user messages become steps before the first
/// reply to them, the others are replies and results that have steps of their own. Spans and all that is neither a model's nor a tool's are notes.
/// </summary>
internal sealed class InspectReader(SessionFacts facts, InspectTexts texts) : ISessionReader
{
    private readonly PendingCalls pending = new();
    private readonly HashSet<string> said = [];
    private readonly Dictionary<string, int> spans = [];
    private bool began;

    public SessionFacts Facts { get; } = facts;

    public void Read(SourceRecord record, StepSink steps)
    {
        if (began)
        {
            Event(record.Value, null, steps);
            return;
        }

        began = true;
        Facts.Task = InspectContent.Asked(record.Value) is { } asked ? TaskText.From(asked) : null;
    }

    public void Settle(StepSink steps) => pending.Note(steps);

    private void Event(JsonElement e, int? within, StepSink steps)
    {
        var at = e.Instant("timestamp");
        Facts.Saw(at);
        Facts.Saw(e.Instant("completed"));
        var parent = e.Text("span_id") is { } span && spans.TryGetValue(span, out var seq) ? seq : within;
        switch (e.Text("event"))
        {
            case "model":
                Inner(e, Model(e, parent, at, steps), steps);
                break;
            case "tool" when !e.Flag("pending"):
                Inner(e, Tool(e, e.Text("id"), "result", parent, at, steps), steps);
                break;
            case null when e.Text("role") is { } role:
                Message(role, e, null, null, steps);
                break;
            case var kind:
                Inner(e, Other(kind ?? "unknown", e, parent, at, steps), steps);
                break;
        }
    }

    // Older logs keep what a tool or a subtask did inside its event.
    private void Inner(JsonElement e, int within, StepSink steps)
    {
        foreach (var inner in e.Items("events"))
        {
            Event(inner, within, steps);
        }
    }

    private int Model(JsonElement e, int? parent, DateTimeOffset? at, StepSink steps)
    {
        var input = texts.Input(e);
        foreach (var message in (input ?? []).Where(m => m.Text("role") is "system" or "user" && said.Add(m.Text("id") ?? $"{m.Text("role")}:{m.Get("content")}")))
        {
            Message(message.Text("role")!, message, parent, at, steps);
        }

        var output = e.Get("output") ?? default;
        var usage = output.Get("usage") ?? default;
        var request = texts.Request(e, input);
        var choice = output.Items("choices").FirstOrDefault();
        return Reply(texts.PutBack(choice.Get("message") ?? default), new StepDraft(StepKind.Llm)
        {
            Parent = parent,
            Name = e.Text("role"),
            T0 = at,
            T1 = e.Instant("completed"),
            Model = e.Text("model"),
            Input = request,
            Tokens = InspectContent.Usage(usage),
            Cost = usage.Money("total_cost"),
            Error = InspectContent.Error(e.Get("error") ?? output.Get("error")),
            Replayable = request is null ? Replayable.ReplyOnly : Replayable.Full,
        }, steps);
    }

    private int Reply(JsonElement message, StepDraft step, StepSink steps)
    {
        var seq = steps.Add(step with { Output = InspectContent.Said(message) });
        if (InspectContent.Reasoning(message) is { Length: > 0 } thinking)
        {
            steps.Add(StepDraft.Thinking(seq, thinking, step.T0));
        }

        foreach (var call in message.Items("tool_calls"))
        {
            pending.Add(new PendingCall(
                call.Text("id") ?? $"call-{seq}", call.Text("function") ?? "unknown", SourceJson.Arguments(call.Get("arguments")), seq, step.T1 ?? step.T0));
        }

        return seq;
    }

    /// <summary>A tool's event, or the message with its result where there are no events.</summary>
    private int Tool(JsonElement e, string? id, string result, int? parent, DateTimeOffset? at, StepSink steps)
    {
        var call = pending.Take(id);
        var error = InspectContent.Error(e.Get("error"));
        var args = e.Get("arguments") is { } given ? SourceJson.Arguments(texts.PutBack(given)) : call?.Args;
        var tool = new ToolDraft(id ?? "unknown", e.Text("function") ?? call?.Name ?? "unknown", args, texts.Content(e, result), error is not null || e.Flag("failed"));
        return steps.Add(new StepDraft(StepKind.Tool) { Parent = call?.Parent ?? parent, T0 = at, T1 = e.Instant("completed"), Error = error, Tool = tool });
    }

    private void Message(string role, JsonElement message, int? parent, DateTimeOffset? at, StepSink steps)
    {
        switch (role)
        {
            case "assistant":
                Reply(texts.PutBack(message), new StepDraft(StepKind.Llm) { Model = message.Text("model") ?? Facts.Model, Replayable = Replayable.ReplyOnly }, steps);
                break;
            case "tool":
                Tool(message, message.Text("tool_call_id"), "content", parent, at, steps);
                break;
            default:
                var kind = role switch { "system" => StepKind.System, "user" => StepKind.User, _ => StepKind.Note };
                steps.Add(new StepDraft(kind) { Parent = parent, T0 = at, Name = kind == StepKind.Note ? role : null, Output = texts.Content(message, "content") ?? Payload.OfRecorded(message) });
                break;
        }
    }

    private int Other(string kind, JsonElement e, int? parent, DateTimeOffset? at, StepSink steps)
    {
        var step = kind switch { "score" => StepKind.Eval, "approval" => StepKind.Policy, "compaction" => StepKind.Compaction, _ => StepKind.Note };
        var name = string.Join(' ', new[] { kind, e.Text("type"), e.Text("name") ?? e.Text("action") }.Where(t => t is not null));
        var error = kind == "error" ? InspectContent.Error(e.Get("error")) : null;
        var seq = steps.Add(new StepDraft(step) { Parent = parent, Name = name, T0 = at, T1 = e.Instant("completed"), Error = error, Output = Payload.OfRecorded(texts.PutBack(e)) });
        if (kind == "span_begin" && e.Text("id") is { } span)
        {
            spans[span] = seq;
        }

        return seq;
    }
}
