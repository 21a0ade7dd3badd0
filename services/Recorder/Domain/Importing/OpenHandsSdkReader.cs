using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// Events of OpenHands 1.x. Actions with one <c>llm_response_id</c> come of one reply. Usage stands in no event: the conversation's statistics are written
/// down again and again as they grow, right before what the model said, so a reply's usage is what they grew by, and the run's is what they came to.
/// </summary>
internal sealed class OpenHandsSdkReader : ISessionReader
{
    private readonly PendingCalls pending = new();
    private (string Id, int Seq)? last;
    private (TokenUsage Tokens, decimal? Cost)? spent;
    private (TokenUsage Tokens, decimal? Cost)? waiting;

    public SessionFacts Facts { get; } = new() { Agent = "OpenHands" };

    public void Read(SourceRecord record, StepSink steps)
    {
        var e = record.Value;
        var at = e.Instant("timestamp");
        Facts.Saw(at);
        switch (e.Text("kind"))
        {
            case "SystemPromptEvent":
                steps.Add(new StepDraft(StepKind.System) { T0 = at, Input = e.Content("tools"), Output = (e.Get("system_prompt") ?? default).Content("text") ?? e.Content("system_prompt") });
                break;
            case "MessageEvent":
                Message(e, e.Get("llm_message") ?? default, at, steps);
                break;
            case "ActionEvent":
                Action(e, at, steps);
                break;
            case "ObservationEvent" or "AgentErrorEvent" or "UserRejectObservation" when e.Text("tool_call_id") is { } callId:
                Result(callId, e, at, steps);
                break;
            case "ACPToolCallEvent" when e.Text("tool_call_id") is { } callId && e.Text("status") is "completed" or "failed":
                var tool = new ToolDraft(callId, e.Text("title") ?? "unknown", SourceJson.Arguments(e.Get("raw_input")), e.Content("raw_output") ?? e.Content("content"), e.Flag("is_error") || e.Text("status") == "failed");
                steps.Add(new StepDraft(StepKind.Tool) { T0 = at, T1 = at, Tool = tool });
                break;
            case "Condensation" or "CondensationSummaryEvent":
                steps.Add(new StepDraft(StepKind.Compaction) { Name = "condensation", T0 = at, Output = e.Content("summary") ?? Payload.OfRecorded(e) });
                break;
            case "ConversationErrorEvent":
                var error = $"{e.Text("code")}: {e.Text("detail")}";
                Facts.Outcome = ExitStatus.OfError(error);
                steps.Add(new StepDraft(StepKind.Note) { Name = "ConversationErrorEvent", T0 = at, Error = error, Output = Payload.OfRecorded(e) });
                break;
            default:
                State(e);
                steps.Add(new StepDraft(StepKind.Note) { Name = e.Text("key") ?? e.Text("kind") ?? "unknown", T0 = at, Output = e.Content("value") ?? Payload.OfRecorded(e) });
                break;
        }
    }

    public void Settle(StepSink steps) => pending.Note(steps);

    private void Message(JsonElement e, JsonElement message, DateTimeOffset? at, StepSink steps)
    {
        var content = message.Content("content");
        switch (e.Text("source"))
        {
            case "agent":
                Reply(e, content, message.Text("reasoning_content"), at, steps);
                break;
            case "user":
                Facts.Task ??= content is { } said ? TaskText.From(said.Text) : null;
                steps.Add(new StepDraft(StepKind.User) { T0 = at, Output = content });
                break;
            default:
                steps.Add(new StepDraft(StepKind.Note) { Name = message.Text("role") ?? "message", T0 = at, Output = content ?? Payload.OfRecorded(e) });
                break;
        }
    }

    private void Action(JsonElement e, DateTimeOffset? at, StepSink steps)
    {
        var seq = Reply(e, e.Content("thought"), e.Text("reasoning_content"), at, steps);
        var call = e.Get("tool_call") ?? default;
        pending.Add(new PendingCall(
            e.Text("tool_call_id") ?? $"call-{seq}", e.Text("tool_name") ?? call.Text("name") ?? "unknown", SourceJson.Arguments(call.Get("arguments") ?? e.Get("action")), seq, at));
    }

    private int Reply(JsonElement e, Payload? content, string? reasoning, DateTimeOffset? at, StepSink steps)
    {
        var id = e.Text("llm_response_id");
        if (id is not null && last?.Id == id)
        {
            return last.Value.Seq;
        }

        var seq = steps.Add(new StepDraft(StepKind.Llm)
        {
            T0 = at, Model = Facts.Model, Output = content, Tokens = waiting?.Tokens, Cost = waiting?.Cost, Replayable = Replayable.ReplyOnly,
        });
        (waiting, last) = (null, id is null ? null : (id, seq));
        if (reasoning is { Length: > 0 })
        {
            steps.Add(StepDraft.Thinking(seq, reasoning, at));
        }

        return seq;
    }

    private void Result(string callId, JsonElement e, DateTimeOffset? at, StepSink steps)
    {
        var call = pending.Take(callId);
        var seen = e.Get("observation") ?? default;
        var refusal = e.Text("error") ?? e.Text("rejection_reason");
        var code = seen.Number("exit_code") ?? (seen.Get("metadata") ?? default).Number("exit_code");
        var exit = code is >= 0 and <= int.MaxValue ? (int?)code : null;
        var tool = new ToolDraft(
            callId, call?.Name ?? e.Text("tool_name") ?? "unknown", call?.Args, refusal is null ? seen.Content("content") ?? e.Content("observation") : Payload.OfText(refusal),
            refusal is not null || seen.Flag("is_error") || exit is > 0, exit);
        steps.Add(new StepDraft(StepKind.Tool) { Parent = call?.Parent, T0 = call?.AskedAt, T1 = at, Error = e.Text("error"), Tool = tool });
    }

    private void State(JsonElement e)
    {
        var value = e.Get("value") ?? default;
        if (e.Text("key") == "execution_status")
        {
            Facts.Outcome = e.Text("value") switch { "error" => OutcomeStatus.InfraError, "stuck" => OutcomeStatus.Failed, _ => Facts.Outcome };
        }

        var stats = e.Text("key") == "stats" ? value : value.Get("stats") ?? default;
        var metrics = (stats.Get("usage_to_metrics") ?? default) is { ValueKind: JsonValueKind.Object } named ? named.EnumerateObject().Select(m => m.Value).ToList() : [];
        if (metrics.Count == 0)
        {
            return;
        }

        Facts.Model ??= metrics[0].Text("model_name");
        var usages = metrics.Select(m => ChatReply.UsageOf(m.Get("accumulated_token_usage") ?? default)).OfType<TokenUsage>().ToList();
        var tokens = new TokenUsage(usages.Sum(u => u.In), usages.Sum(u => u.Out), usages.Sum(u => u.CacheRead), usages.Sum(u => u.CacheWrite), usages.Sum(u => u.Reasoning));
        var cost = metrics.Sum(m => m.Money("accumulated_cost"));
        if (ClaudeReply.Less(tokens, spent?.Tokens) is { } grown)
        {
            waiting = (grown, cost - (spent?.Cost ?? 0) is > 0 and var more ? more : null);
        }

        spent = (tokens, cost);
        (Facts.Tokens, Facts.Cost) = (tokens, cost);
    }
}
