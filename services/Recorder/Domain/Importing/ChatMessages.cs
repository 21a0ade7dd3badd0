using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>What a format knows of a chat message besides the message.</summary>
/// <param name="T0">When it began; a tool's result began when it was asked for.</param>
/// <param name="Name">Who speaks, where several do.</param>
/// <param name="Thinking">The reasoning behind it, where the format keeps it outside the message.</param>
internal readonly record struct ChatTurn(
    DateTimeOffset? T0 = null, DateTimeOffset? T1 = null, string? Model = null, TokenUsage? Tokens = null, decimal? Cost = null, string? Name = null,
    string? Thinking = null, bool IsError = false);

/// <summary>
/// Messages in the form of OpenAI's chat API, one step each: system or developer, user, assistant with its <c>tool_calls</c> (or the older
/// <c>function_call</c>), tool or function. A call may carry its function's name and arguments in <c>function</c> or beside its id, arguments as an object
/// or as JSON inside a string. Whoever asks for a call, assistant or user, is the parent of its tool step.
/// </summary>
internal sealed class ChatMessages
{
    private readonly PendingCalls pending = new();

    public void Read(JsonElement message, StepSink steps, ChatTurn turn = default)
    {
        var role = message.Text("role");
        switch (role)
        {
            case "system" or "developer":
                steps.Add(Said(StepKind.System, message, turn));
                break;
            case "user" or "human":
                Ask(message, steps.Add(Said(StepKind.User, message, turn)), steps, turn);
                break;
            case "assistant" or "ai" or "model":
                Ask(message, steps.Add(Said(StepKind.Llm, message, turn) with { Model = turn.Model, Replayable = Replayable.ReplyOnly }), steps, turn);
                break;
            case "tool" or "function":
                Result(message, steps, turn);
                break;
            default:
                steps.Add(new StepDraft(StepKind.Note) { Name = role ?? "unknown", T0 = turn.T1, Output = Payload.OfRecorded(message) });
                break;
        }
    }

    /// <summary>The recording stops here: calls that were never answered are noted.</summary>
    public void Settle(StepSink steps) => pending.Note(steps);

    private static StepDraft Said(StepKind kind, JsonElement message, ChatTurn turn) => new(kind)
    {
        Name = turn.Name,
        // A clock that was set back in between must not make a duration negative.
        T0 = turn.T0 < turn.T1 ? turn.T0 : turn.T1 ?? turn.T0,
        T1 = kind == StepKind.Llm ? turn.T1 : null,
        Output = message.Content("content"),
        Tokens = turn.Tokens,
        Cost = turn.Cost,
    };

    private void Ask(JsonElement message, int seq, StepSink steps, ChatTurn turn)
    {
        if ((turn.Thinking ?? message.Text("reasoning_content") ?? message.Text("reasoning")) is { Length: > 0 } thinking)
        {
            steps.Add(StepDraft.Thinking(seq, thinking, turn.T1));
        }

        var calls = message.Items("tool_calls").ToList();
        if (calls.Count == 0 && message.Get("function_call") is { ValueKind: JsonValueKind.Object } single)
        {
            calls.Add(single);
        }

        for (var i = 0; i < calls.Count; i++)
        {
            var function = calls[i].Get("function") ?? calls[i];
            pending.Add(new PendingCall(
                calls[i].Text("id") ?? $"call-{seq}.{i}", function.Text("name") ?? "unknown", SourceJson.Arguments(function.Get("arguments")), seq, turn.T1));
        }
    }

    private void Result(JsonElement message, StepSink steps, ChatTurn turn)
    {
        var id = message.Text("tool_call_id") ?? message.Text("id");
        var call = pending.Take(id) ?? (id is null ? pending.TakeFirst() : null);
        var tool = new ToolDraft(
            call?.CallId ?? id ?? "unknown", call?.Name ?? message.Text("name") ?? "unknown", call?.Args, message.Content("content"),
            turn.IsError || message.Flag("error"));
        steps.Add(new StepDraft(StepKind.Tool)
        {
            Parent = call?.Parent, Name = turn.Name, T0 = call?.AskedAt < turn.T1 ? call.AskedAt : turn.T1, T1 = turn.T1, Tool = tool,
        });
    }
}
