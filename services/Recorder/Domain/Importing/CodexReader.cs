using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// One Codex session. What the model said and called is read from <c>response_item</c>; <c>event_msg</c> repeats it for the screen and is read for counts, exit
/// codes, aborts and started agents alone. The items between two results are one reply; it stays open until its usage can no longer come.
/// </summary>
internal sealed class CodexReader : ISessionReader
{
    private readonly PendingCalls pending = new();
    private readonly CodexEvents events = new();
    private CodexReply? open;

    public SessionFacts Facts { get; } = new() { Agent = "codex" };
    public bool IsRun { get; private set; }

    public void Read(SourceRecord record, StepSink steps)
    {
        var line = record.Value;
        var at = line.Instant("timestamp");
        Facts.Saw(at);
        var payload = line.Get("payload") ?? default;
        switch (line.Text("type"))
        {
            case "response_item":
                Item(payload, at, steps);
                break;
            case "event_msg":
                Event(payload, at, steps);
                break;
            case "compacted":
                Close(steps);
                steps.Add(new StepDraft(StepKind.Compaction) { Name = "compacted", T0 = at, Output = payload.Content("message") ?? Payload.OfRecorded(payload) });
                break;
            case var type:
                CodexEvents.Learn(Facts, type, payload);
                Note(type ?? "unknown", payload.ValueKind == JsonValueKind.Undefined ? line : payload, at, steps);
                break;
        }
    }

    public void Settle(StepSink steps)
    {
        Close(steps);
        pending.Note(steps);
        Facts.Children.AddRange(events.Started);
    }

    private void Item(JsonElement item, DateTimeOffset? at, StepSink steps)
    {
        var type = item.Text("type") ?? "unknown";
        switch (type)
        {
            case "message" when item.Text("role") != "assistant":
                Said(item, at, steps);
                break;
            case "message" or "reasoning" or "function_call" or "custom_tool_call" or "local_shell_call" or "web_search_call":
                IsRun = true;
                if (open is { IsDone: true })
                {
                    Close(steps);
                }

                (open ??= new CodexReply(at)).Add(type, item, at, steps.Next);
                break;
            case "function_call_output" or "custom_tool_call_output":
                var result = CodexResult.Read(item, at);
                if (open?.Keeps(result) != true)
                {
                    Tool(result, steps);
                }

                break;
            default:
                Note(type, item, at, steps);
                break;
        }
    }

    private void Event(JsonElement e, DateTimeOffset? at, StepSink steps)
    {
        var type = e.Text("type") ?? "unknown";
        if (type == "token_count")
        {
            if (events.Usage(e.Get("info") ?? default) is { } usage)
            {
                Count(usage, at, steps);
            }
        }
        else if (!events.IsKnown(type, e))
        {
            Facts.Outcome = type switch
            {
                "turn_aborted" => OutcomeStatus.Aborted,
                "task_started" or "turn_started" or "task_complete" or "turn_complete" => OutcomeStatus.Unknown,
                _ => Facts.Outcome,
            };
            Note(type, e, at, steps);
        }
    }

    private void Count(TokenUsage usage, DateTimeOffset? at, StepSink steps)
    {
        if (open is { Usage: null })
        {
            open.Usage = usage;
        }
        else
        {
            steps.Add(new StepDraft(StepKind.Note) { Name = "token_count", T0 = at, Tokens = usage });
        }
    }

    private void Said(JsonElement item, DateTimeOffset? at, StepSink steps)
    {
        IsRun = true;
        Close(steps);
        var (kind, name) = CodexResult.Speaker(item.Text("role"), item.Content("content")?.Text.TrimStart() ?? string.Empty);
        Facts.Task ??= kind == StepKind.User && TaskText.From(item.Content("content")?.Text ?? string.Empty) is { Length: > 0 } task ? task : null;
        Facts.Outcome = kind == StepKind.User ? OutcomeStatus.Unknown : Facts.Outcome;
        steps.Add(new StepDraft(kind) { Name = name, T0 = at, Output = item.Content("content") });
    }

    private void Close(StepSink steps)
    {
        if (open is { } reply)
        {
            open = null;
            reply.Write(Facts.Model, pending, steps);
            reply.Results.ForEach(result => Tool(result, steps));
        }
    }

    private void Tool(CodexResult result, StepSink steps)
    {
        var seq = steps.Add(result.Step(pending.Take(result.CallId), events.ExitCode(result.CallId)));
        if (events.Child(result.CallId) is { } child)
        {
            Facts.Children.Add(child with { Seq = seq });
        }
    }

    private static void Note(string name, JsonElement value, DateTimeOffset? at, StepSink steps) =>
        steps.Add(new StepDraft(StepKind.Note) { Name = name, T0 = at, Output = value.ValueKind == JsonValueKind.Undefined ? null : Payload.OfRecorded(value) });
}
