using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// One session of Claude Code. One reply of the model is spread over several lines with the same message id, in between which results may already arrive:
/// it becomes one <c>llm</c> step, its usage counted once, followed by its tool steps.
/// </summary>
/// <param name="agent">Id of the agent whose sidechain this is; null for the conversation itself.</param>
/// <param name="forks">Sessions that begin at a line (by its uuid), found when the file's lines were dealt out.</param>
/// <param name="calls">Sessions that a tool call started, likewise.</param>
internal sealed class ClaudeCodeReader(string? agent, Dictionary<string, List<ChildRef>> forks, Dictionary<string, ChildRef> calls) : ISessionReader
{
    private readonly PendingCalls pending = new();
    private readonly Dictionary<string, TokenUsage?> counted = [];
    private readonly List<ChildRef> due = [];
    private ClaudeReply? open;
    private string? title;
    private int unnamed;

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
        Facts.Repo ??= SourceJson.LastFolder(line.Text("cwd"));
        ClaudeSpeech.Subagent(line, calls);
        var message = line.Get("message") ?? default;
        switch (line.Text("type"))
        {
            case "assistant" when message.Get("content") is not null:
                Assistant(line, message, at, steps);
                break;
            case "user" when message.Get("content") is { } content:
                User(line, content, at, steps);
                break;
            default:
                title ??= line.Text("summary");
                if (line.Text("subtype") == "compact_boundary")
                {
                    Close(steps);
                }

                steps.Add(ClaudeSpeech.Bookkeeping(line, at));
                break;
        }

        if (line.Text("uuid") is { } uuid && forks.Remove(uuid, out var begun))
        {
            due.AddRange(begun);
        }

        if (open is null)
        {
            Fork(steps);
        }
    }

    public void Settle(StepSink steps)
    {
        Close(steps);
        pending.Note(steps);
        Facts.Task ??= title;
        Facts.Children.AddRange(calls.Values);
    }

    private void Assistant(JsonElement line, JsonElement message, DateTimeOffset? at, StepSink steps)
    {
        IsRun = true;
        var id = message.Text("id") ?? line.Text("uuid") ?? $"line-{++unnamed}";
        if (open?.Id != id)
        {
            Close(steps);
            open = new ClaudeReply(id, at);
        }

        open!.Add(line, message, at);
        Facts.Model ??= open.Model;
    }

    private void User(JsonElement line, JsonElement content, DateTimeOffset? at, StepSink steps)
    {
        IsRun = true;
        var blocks = content.ValueKind == JsonValueKind.Array ? content.EnumerateArray().ToLookup(b => b.Text("type") == "tool_result") : null;
        foreach (var result in (blocks?[true] ?? []).Select(block => ToolResult.Read(line, block, at)).Where(result => open?.Keeps(result) != true))
        {
            Tool(result, steps);
        }

        if (blocks is null || blocks[false].Any())
        {
            Close(steps);
            Said(line, blocks is null ? content : SourceJson.Array(blocks[false]), at, steps);
        }
    }

    private void Said(JsonElement line, JsonElement content, DateTimeOffset? at, StepSink steps)
    {
        var text = content.PlainText();
        var (kind, name) = ClaudeSpeech.Classify(line, text, agent is not null);
        Facts.Task ??= kind is StepKind.User or StepKind.Handoff && TaskText.From(text ?? string.Empty) is { Length: > 0 } task ? task : null;
        steps.Add(new StepDraft(kind) { Name = name ?? (kind == StepKind.Handoff ? agent : null), T0 = at, Output = text is null ? Payload.OfRecorded(content) : Payload.OfText(text) });
    }

    private void Close(StepSink steps)
    {
        if (open is { } reply)
        {
            open = null;
            // A reply cut in two by the end of an earlier recording repeats its usage; only what grew is new.
            var seen = counted.TryGetValue(reply.Id, out var before) ? before : null;
            counted[reply.Id] = reply.Usage ?? seen;
            var seq = steps.Add(reply.Step(agent, ClaudeReply.Less(reply.Usage, seen)));
            if (reply.Thinking.Length > 0)
            {
                steps.Add(StepDraft.Thinking(seq, reply.Thinking, reply.Began));
            }

            reply.Calls.ForEach(call => pending.Add(call with { Parent = seq }));
            reply.Results.ForEach(result => Tool(result, steps));
        }

        Fork(steps);
    }

    private void Fork(StepSink steps)
    {
        Facts.Children.AddRange(due.Select(child => child with { Seq = steps.Next - 1 }));
        due.Clear();
    }

    private void Tool(ToolResult result, StepSink steps)
    {
        var seq = steps.Add(result.Step(pending.Take(result.CallId)));
        if (calls.Remove(result.CallId, out var child))
        {
            Facts.Children.Add(child with { Seq = seq });
        }
    }
}
