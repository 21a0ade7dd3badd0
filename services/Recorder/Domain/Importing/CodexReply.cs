using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>One reply of the model: its messages, reasoning and calls up to the results.</summary>
internal sealed class CodexReply(DateTimeOffset? began)
{
    private readonly List<string> texts = [];
    private readonly List<string> thinking = [];
    private readonly List<PendingCall> calls = [];
    private DateTimeOffset? ended;

    public TokenUsage? Usage { get; set; }
    public List<CodexResult> Results { get; } = [];

    /// <summary>What comes next from the model is another reply.</summary>
    public bool IsDone => Usage is not null || Results.Count > 0;

    /// <summary>True for the result of a call of this reply: it waits until the reply is whole.</summary>
    public bool Keeps(CodexResult result)
    {
        var mine = calls.Exists(c => c.CallId == result.CallId);
        if (mine)
        {
            Results.Add(result);
        }

        return mine;
    }

    public void Add(string type, JsonElement item, DateTimeOffset? at, int seq)
    {
        ended = at ?? ended;
        switch (type)
        {
            case "message":
                texts.Add(item.Content("content")?.Text ?? string.Empty);
                break;
            case "reasoning":
                thinking.AddRange(item.Items("summary").Concat(item.Items("content")).Select(b => b.Text("text")).OfType<string>());
                break;
            case "web_search_call":
                // Executed where the model runs: the item is call and answer.
                var id = item.Text("id") ?? $"web_search-{seq}-{calls.Count}";
                calls.Add(new PendingCall(id, "web_search", SourceJson.Arguments(item.Get("action")), 0, at));
                Results.Add(new CodexResult(id, null, item.Text("status") == "failed", null, at));
                break;
            default:
                calls.Add(new PendingCall(
                    item.Text("call_id") ?? item.Text("id") ?? $"call-{seq}-{calls.Count}", item.Text("name") ?? "local_shell",
                    SourceJson.Arguments(item.Get("arguments") ?? item.Get("input") ?? item.Get("action")), 0, at));
                break;
        }
    }

    public void Write(string? model, PendingCalls pending, StepSink steps)
    {
        var seq = steps.Add(new StepDraft(StepKind.Llm)
        {
            T0 = began, T1 = ended ?? began, Model = model, Tokens = Usage, Replayable = Replayable.ReplyOnly,
            Output = texts.Count == 0 ? null : Payload.OfText(string.Join("\n\n", texts)),
        });
        if (thinking.Count > 0)
        {
            steps.Add(StepDraft.Thinking(seq, string.Join("\n\n", thinking), began));
        }

        calls.ForEach(call => pending.Add(call with { Parent = seq }));
    }
}

/// <summary>What came back from a call: plain text, blocks of text, or text with an exit code in JSON around it.</summary>
internal sealed record CodexResult(string CallId, Payload? Content, bool IsError, int? ExitCode, DateTimeOffset? At)
{
    public static CodexResult Read(JsonElement item, DateTimeOffset? at)
    {
        var output = item.Get("output") ?? default;
        var wrapped = output is { ValueKind: JsonValueKind.String } text && text.GetString()!.StartsWith('{') ? SourceJson.Embedded(text) ?? default : output;
        var metadata = wrapped.Get("metadata") ?? default;
        var content = metadata.ValueKind == JsonValueKind.Object ? wrapped.Content("output") : wrapped.Content("content") ?? item.Content("output");
        var code = (int?)metadata.Number("exit_code") ?? ShellText.StatedExitCode(content?.Text);
        return new CodexResult(
            item.Text("call_id") ?? "unknown", content, code is not null and not 0 || wrapped.Get("success") is { ValueKind: JsonValueKind.False }, code, at);
    }

    public StepDraft Step(PendingCall? call, int? exit) => new(StepKind.Tool)
    {
        Parent = call?.Parent, T0 = call?.AskedAt, T1 = At,
        Tool = new ToolDraft(CallId, call?.Name ?? "unknown", call?.Args, Content, IsError || exit is not null and not 0, ExitCode ?? exit),
    };

    /// <summary>Codex puts what surrounds it into the user's mouth; only the rest is a person.</summary>
    public static (StepKind Kind, string? Name) Speaker(string? role, string text) =>
        role is "developer" or "system" ? (StepKind.System, role)
        : text.StartsWith("<environment_context>", StringComparison.Ordinal) ? (StepKind.Note, "environment_context")
        : text.StartsWith("<user_instructions>", StringComparison.Ordinal) || text.StartsWith("# AGENTS.md instructions", StringComparison.Ordinal) ? (StepKind.Note, "instructions")
        : text.StartsWith("<turn_aborted>", StringComparison.Ordinal) ? (StepKind.Note, "turn_aborted")
        : text.StartsWith("<user_shell_command>", StringComparison.Ordinal) ? (StepKind.Note, "shell")
        : text.StartsWith("<subagent_notification>", StringComparison.Ordinal) ? (StepKind.Note, "subagent")
        : role == "user" ? (StepKind.User, null) : (StepKind.Note, role ?? "unknown");
}
