using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// Events of OpenHands 0.x. An action of the agent is a reply of the model with its call; the observation that names the action as its cause is the result.
/// Several actions may come of one reply: its words and its usage are counted once.
/// </summary>
internal sealed class OpenHandsReader(SessionFacts facts) : ISessionReader
{
    private readonly PendingCalls pending = new();
    private (string Id, int Seq)? last;
    private bool sawRequest;
    private decimal spent;

    public SessionFacts Facts { get; } = facts;

    /// <summary>An event, or the events of a pair.</summary>
    public static IEnumerable<JsonElement> Events(JsonElement item) => item.ValueKind == JsonValueKind.Array ? item.EnumerateArray() : [item];

    public void Read(SourceRecord record, StepSink steps)
    {
        foreach (var e in Events(record.Value))
        {
            var at = e.Instant("timestamp");
            Facts.Saw(at);
            if (e.Text("observation") is { } observed)
            {
                Observation(observed, e, at, steps);
            }
            else
            {
                Action(e.Text("action"), e, at, steps);
            }
        }
    }

    public void Settle(StepSink steps) => pending.Note(steps);

    private void Action(string? action, JsonElement e, DateTimeOffset? at, StepSink steps)
    {
        // The first versions had no args: their members lie in the event itself.
        var args = e.Get("args") ?? e;
        var source = e.Text("source");
        switch (action)
        {
            case "system":
                Facts.AgentVersion ??= args.Text("openhands_version");
                steps.Add(new StepDraft(StepKind.System) { Input = args.Content("tools"), Output = args.Content("content"), T0 = at });
                break;
            // Without a source the first message is the request; the agent's are those that wait for an answer.
            case "message" when source == "user" || source is null && (!sawRequest || !args.Flag("wait_for_response")):
                sawRequest = true;
                Facts.Task ??= args.Text("content") is { } said ? TaskText.From(said) : null;
                steps.Add(new StepDraft(StepKind.User) { Output = args.Content("content"), T0 = at });
                break;
            case "message" or "reject" or "finish" when source != "environment":
                var reply = Reply(e, args, at, steps);
                if (action != "message")
                {
                    steps.Add(new StepDraft(StepKind.Note) { Name = action, Parent = reply, T0 = at, Output = Payload.OfRecorded(args) });
                }

                break;
            case "condensation":
                steps.Add(new StepDraft(StepKind.Compaction) { Name = "condensation", T0 = at, Output = args.Content("summary") ?? Payload.OfRecorded(args) });
                break;
            case null or "null" or "recall" or "change_agent_state" or "condensation_request" or "pause" or "resume" or "stop" or "start":
            case not null when source == "environment":
                Note(action ?? (e.Get("ended") is null ? "unknown" : "ended"), e, at, steps);
                break;
            default:
                var seq = source == "user" ? steps.Add(new StepDraft(StepKind.User) { Name = action, T0 = at, Output = Payload.OfRecorded(args) }) : Reply(e, args, at, steps);
                var call = e.Get("tool_call_metadata") ?? default;
                pending.Add(new PendingCall(CallId(call, e.Count("id"), seq), call.Text("function_name") ?? action, Arguments(call) ?? Payload.OfRecorded(args), seq, at));
                break;
        }
    }

    private int Reply(JsonElement e, JsonElement args, DateTimeOffset? at, StepSink steps)
    {
        var call = e.Get("tool_call_metadata") ?? default;
        var response = new ChatReply(call.Get("model_response") ?? default);
        if (response.Id is { } id && last?.Id == id)
        {
            return last.Value.Seq;
        }

        var total = (e.Get("llm_metrics") ?? default).Money("accumulated_cost");
        var cost = total > spent ? total - spent : null;
        spent = total ?? spent;
        var seq = steps.Add(new StepDraft(StepKind.Llm)
        {
            T0 = at,
            Model = response.Model ?? Facts.Model,
            Output = response.Message.Content("content") ?? args.Content("final_thought") ?? args.Content("thought") ?? args.Content("content"),
            Tokens = response.Usage,
            Cost = cost,
            Replayable = Replayable.ReplyOnly,
        });
        Facts.Model ??= response.Model;
        if (response.Message.Text("reasoning_content") is { Length: > 0 } thinking)
        {
            steps.Add(StepDraft.Thinking(seq, thinking, at));
        }

        last = response.Id is { } known ? (known, seq) : null;
        return seq;
    }

    private void Observation(string observed, JsonElement e, DateTimeOffset? at, StepSink steps)
    {
        var hasId = e.Get("id") is not null || e.Get("cause") is not null;
        var call = pending.Take(CallId(e.Get("tool_call_metadata") ?? default, e.Count("cause"), -1)) ?? (hasId ? null : pending.TakeFirst());
        if (call is null)
        {
            Note(observed, e, at, steps);
            return;
        }

        var extras = e.Get("extras") ?? e;
        var code = (extras.Get("metadata") ?? default).Number("exit_code") ?? extras.Number("exit_code");
        // -1: the command is still running, or nobody knows.
        var exit = code is >= 0 and <= int.MaxValue ? (int?)code : null;
        var isError = observed == "error" || observed == "user_rejected" || exit is > 0 || e.Get("success") is { ValueKind: JsonValueKind.False };
        steps.Add(new StepDraft(StepKind.Tool) { Parent = call.Parent, T0 = call.AskedAt, T1 = at, Tool = new ToolDraft(call.CallId, call.Name, call.Args, e.Content("content"), isError, exit) });
    }

    private static void Note(string name, JsonElement e, DateTimeOffset? at, StepSink steps)
    {
        var ended = e.Get("ended") ?? default;
        var error = ended.Text("error") ?? (name == "error" ? e.Text("content") : null);
        steps.Add(new StepDraft(StepKind.Note) { Name = name, T0 = at, Error = error, Output = ended.Content("patch") ?? e.Content("content") ?? Payload.OfRecorded(e) });
    }

    private static string CallId(JsonElement call, long? @event, int seq) => call.Text("tool_call_id") ?? (@event is null ? $"call-{seq}" : $"event-{@event}");

    private static Payload? Arguments(JsonElement call)
    {
        var asked = new ChatReply(call.Get("model_response") ?? default).Message.Items("tool_calls").FirstOrDefault(t => t.Text("id") == call.Text("tool_call_id"));
        return (asked.ValueKind == JsonValueKind.Object ? asked.Get("function") : null) is { } function ? SourceJson.Arguments(function.Get("arguments")) : null;
    }
}
