using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>One conversation of pi: a message a line, usage and cost with each reply.</summary>
/// <param name="forks">Branches by the entry (its id) they follow, found when the file's lines were dealt out.</param>
internal sealed class PiReader(Dictionary<string, List<ChildRef>> forks) : ISessionReader
{
    private readonly PendingCalls pending = new();

    public SessionFacts Facts { get; } = new() { Agent = "pi" };
    public bool IsRun { get; private set; }

    public void Read(SourceRecord record, StepSink steps)
    {
        var line = record.Value;
        var at = line.Instant("timestamp");
        Facts.Saw(at);
        switch (line.Text("type"))
        {
            case "message" when line.Get("message") is { ValueKind: JsonValueKind.Object } message:
                Message(message, at, steps);
                break;
            case "compaction" or "branch_summary":
                steps.Add(new StepDraft(StepKind.Compaction) { Name = line.Text("type"), T0 = at, Output = line.Content("summary") ?? Payload.OfRecorded(line) });
                break;
            case var type:
                Learn(type, line);
                steps.Add(new StepDraft(StepKind.Note) { Name = type ?? "unknown", T0 = at, Output = Payload.OfRecorded(line) });
                break;
        }

        if (line.Text("id") is { } id && forks.Remove(id, out var begun))
        {
            Facts.Children.AddRange(begun.Select(child => child with { Seq = Math.Max(0, steps.Next - 1) }));
        }
    }

    public void Settle(StepSink steps) => pending.Note(steps);

    private void Learn(string? type, JsonElement line)
    {
        if (type == "session")
        {
            Facts.Conversation ??= line.Text("id");
            Facts.Repo ??= SourceJson.LastFolder(line.Text("cwd"));
        }

        Facts.Model ??= line.Text("modelId");
    }

    private void Message(JsonElement message, DateTimeOffset? at, StepSink steps)
    {
        IsRun = true;
        switch (message.Text("role"))
        {
            case "user":
                var content = message.Content("content");
                Facts.Task ??= TaskText.From(content?.Text ?? string.Empty) is { Length: > 0 } task ? task : null;
                steps.Add(new StepDraft(StepKind.User) { T0 = at, Output = content });
                break;
            case "assistant":
                Reply(message, at, steps);
                break;
            case "toolResult":
                var call = pending.Take(message.Text("toolCallId"));
                steps.Add(new StepDraft(StepKind.Tool)
                {
                    Parent = call?.Parent, T0 = call?.AskedAt, T1 = at,
                    Tool = new ToolDraft(
                        message.Text("toolCallId") ?? "unknown", message.Text("toolName") ?? call?.Name ?? "unknown", call?.Args, message.Content("content"), message.Flag("isError")),
                });
                break;
            case "bashExecution":
                // The person at the keyboard ran it, not the model.
                var code = (int?)message.Number("exitCode");
                var cancelled = message.Flag("cancelled");
                steps.Add(new StepDraft(StepKind.Tool)
                {
                    Name = "user", T0 = at,
                    Tool = new ToolDraft($"bash-{steps.Next}", "bash", ShellText.Arguments(message.Text("command") ?? string.Empty), message.Content("output"), cancelled || code is not null and not 0, code),
                });
                break;
            default:
                steps.Add(new StepDraft(StepKind.Note) { Name = message.Text("role") ?? "unknown", T0 = at, Output = Payload.OfRecorded(message) });
                break;
        }
    }

    private void Reply(JsonElement message, DateTimeOffset? at, StepSink steps)
    {
        var blocks = message.Items("content").ToLookup(b => b.Text("type"));
        var texts = blocks["text"].Select(b => b.Text("text")).OfType<string>().ToList();
        var stop = message.Text("stopReason");
        var usage = message.Get("usage") ?? default;
        var model = message.Text("model");
        Facts.Model ??= model;
        Facts.Outcome = stop == "aborted" ? OutcomeStatus.Aborted : OutcomeStatus.Unknown;
        var (fresh, read, written) = (usage.Count("input"), usage.Count("cacheRead"), usage.Count("cacheWrite"));
        var seq = steps.Add(new StepDraft(StepKind.Llm)
        {
            T0 = message.Milliseconds("timestamp") ?? at, T1 = at, Model = model, Replayable = Replayable.ReplyOnly,
            Output = texts.Count > 0 ? Payload.OfText(string.Join("\n\n", texts)) : message.Get("content") is { ValueKind: JsonValueKind.String } ? message.Content("content") : null,
            Tokens = new TokenUsage(fresh is null ? null : fresh + (read ?? 0) + (written ?? 0), usage.Count("output"), read, written),
            Cost = (usage.Get("cost") ?? default).Money("total"),
            Error = message.Text("errorMessage") ?? (stop is "error" or "aborted" ? $"The reply ended with {stop}." : null),
        });
        var thinking = string.Join("\n\n", blocks["thinking"].Select(b => b.Text("thinking")).OfType<string>());
        if (thinking.Length > 0)
        {
            steps.Add(StepDraft.Thinking(seq, thinking, at));
        }

        foreach (var call in blocks["toolCall"])
        {
            pending.Add(new PendingCall(call.Text("id") ?? $"call-{seq}", call.Text("name") ?? "unknown", SourceJson.Arguments(call.Get("arguments")), seq, at));
        }
    }
}
