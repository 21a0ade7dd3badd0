using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// Claude Code sessions: one object a line (or the same objects under <c>loglines</c>). One reply of the model is spread over several lines with the same
/// message id, in between which results may already arrive: it becomes one <c>llm</c> step, its usage counted once, followed by its tool steps.
/// </summary>
internal sealed class ClaudeCodeReader : ISessionReader
{
    private readonly PendingCalls pending = new();
    private readonly Dictionary<string, ClaudeReply> open = [];
    private readonly Dictionary<string, TokenUsage?> counted = [];
    private string? title;

    public SessionFacts Facts { get; } = new() { Agent = "claude-code" };

    /// <summary>False until a person or the model has said something; a file of bookkeeping lines only is no run.</summary>
    public bool IsRun { get; private set; }

    public void Read(SourceRecord record, StepSink steps)
    {
        var line = record.Value;
        var at = line.Instant("timestamp");
        Facts.Saw(at);
        Facts.AgentVersion ??= line.Text("version");
        Facts.Conversation ??= line.Text("sessionId");
        Facts.Repo ??= line.Text("cwd")?.TrimEnd('/', '\\').Split('/', '\\')[^1] is { Length: > 0 } folder ? folder : null;
        var message = line.Get("message") ?? default;
        var lane = !line.Flag("isSidechain") ? string.Empty : line.Text("agentId") ?? "sidechain";
        switch (line.Text("type"))
        {
            case "assistant" when message.Get("content") is not null:
                Assistant(line, message, lane, at, steps);
                break;
            case "user" when message.Get("content") is { } content:
                User(line, content, lane, at, steps);
                break;
            default:
                title ??= line.Text("summary");
                steps.Add(new StepDraft(StepKind.Note) { Name = line.Text("type") ?? "unknown", T0 = at, Output = line.Content("summary") ?? Payload.OfRecorded(line) });
                break;
        }
    }

    public void Settle(StepSink steps)
    {
        foreach (var lane in open.Keys.ToList())
        {
            Close(lane, steps);
        }

        pending.Note(steps);
        Facts.Task ??= title;
    }

    private void Assistant(JsonElement line, JsonElement message, string lane, DateTimeOffset? at, StepSink steps)
    {
        IsRun = true;
        var id = message.Text("id") ?? line.Text("uuid") ?? $"line-{steps.Next}";
        if (!open.TryGetValue(lane, out var reply) || reply.Id != id)
        {
            Close(lane, steps);
            reply = open[lane] = new ClaudeReply(id, at);
        }

        reply.Add(line, message, at);
        Facts.Model ??= reply.Model;
    }

    private void User(JsonElement line, JsonElement content, string lane, DateTimeOffset? at, StepSink steps)
    {
        IsRun = true;
        var rest = new List<JsonElement>();
        foreach (var block in content.ValueKind == JsonValueKind.Array ? content.EnumerateArray() : [])
        {
            if (block.Text("type") == "tool_result")
            {
                Result(line, block, lane, at, steps);
            }
            else
            {
                rest.Add(block);
            }
        }

        if (content.ValueKind != JsonValueKind.Array || rest.Count > 0)
        {
            Close(lane, steps);
            Said(line, content.ValueKind == JsonValueKind.Array ? JsonSerializer.SerializeToElement(rest) : content, lane, at, steps);
        }
    }

    private void Said(JsonElement line, JsonElement content, string lane, DateTimeOffset? at, StepSink steps)
    {
        var text = content.PlainText();
        var (kind, name) = ClaudeSpeech.Classify(line, text, lane);
        if (kind == StepKind.User && Facts.Task is null && TaskText.From(text ?? string.Empty) is { Length: > 0 } task)
        {
            Facts.Task = task;
        }

        steps.Add(new StepDraft(kind) { Name = name, T0 = at, Output = text is null ? Payload.OfRecorded(content) : Payload.OfText(text) });
    }

    private void Result(JsonElement line, JsonElement block, string lane, DateTimeOffset? at, StepSink steps)
    {
        var callId = block.Text("tool_use_id") ?? "unknown";
        var result = block.Content("content");
        var isError = block.Flag("is_error");
        if (open.TryGetValue(lane, out var reply) && reply.Calls.FirstOrDefault(c => c.CallId == callId) is { } asked)
        {
            reply.Results.Add((asked, at, result, isError, ClaudeSpeech.ExitCode(asked.Name, line, result, isError)));
            return;
        }

        var call = pending.Take(callId);
        steps.Add(Tool(call, callId, call?.Parent, at, result, isError, ClaudeSpeech.ExitCode(call?.Name, line, result, isError)));
    }

    private void Close(string lane, StepSink steps)
    {
        if (!open.Remove(lane, out var reply))
        {
            return;
        }

        // A reply cut in two by the end of an earlier recording repeats its usage; only what grew is new.
        var seen = counted.TryGetValue(reply.Id, out var before) ? before : null;
        counted[reply.Id] = reply.Usage ?? seen;
        var seq = steps.Add(reply.Step(lane, ClaudeReply.Less(reply.Usage, seen)));
        if (reply.Thinking.Length > 0)
        {
            steps.Add(StepDraft.Thinking(seq, reply.Thinking, reply.Began));
        }

        reply.Calls.ForEach(call => pending.Add(call with { Parent = seq }));

        foreach (var (asked, at, result, isError, code) in reply.Results)
        {
            steps.Add(Tool(pending.Take(asked.CallId), asked.CallId, seq, at, result, isError, code));
        }
    }

    private static StepDraft Tool(PendingCall? call, string callId, int? parent, DateTimeOffset? at, Payload? result, bool isError, int? code) =>
        new(StepKind.Tool) { Parent = parent, T0 = call?.AskedAt, T1 = at, Tool = new ToolDraft(callId, call?.Name ?? "unknown", call?.Args, result, isError, code) };
}
