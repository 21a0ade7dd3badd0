using System.Text;
using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>What came back from a call.</summary>
internal sealed record ToolResult(string CallId, Payload? Content, bool IsError, DateTimeOffset? At, bool? Interrupted)
{
    public static ToolResult Read(JsonElement line, JsonElement block, DateTimeOffset? at) => new(
        block.Text("tool_use_id") ?? "unknown", block.Content("content"), block.Flag("is_error"), at,
        line.Get("toolUseResult") is { ValueKind: JsonValueKind.Object } outcome ? outcome.Flag("interrupted") : null);

    public StepDraft Step(PendingCall? call) => new(StepKind.Tool)
    {
        Parent = call?.Parent, T0 = call?.AskedAt, T1 = At,
        Tool = new ToolDraft(CallId, call?.Name ?? "unknown", call?.Args, Content, IsError, ExitCode(call?.Name)),
    };

    // Bash reports its status in front of a failure's output, and none for success.
    private int? ExitCode(string? tool) =>
        tool != "Bash" ? null
        : IsError ? Content is { } shown ? ShellText.ReportedExitCode(shown.Text) : null
        : Interrupted == false ? 0 : null;
}

/// <summary>One reply of the model, gathered from the lines that carry its message id.</summary>
internal sealed class ClaudeReply(string id, DateTimeOffset? began)
{
    private readonly List<string> texts = [];
    private readonly StringBuilder thinking = new();
    private DateTimeOffset? ended = began;
    private string? error;

    public string Id { get; } = id;
    public DateTimeOffset? Began { get; } = began;
    public string? Model { get; private set; }
    public TokenUsage? Usage { get; private set; }
    public List<PendingCall> Calls { get; } = [];
    public List<ToolResult> Results { get; } = [];
    public string Thinking => thinking.ToString();

    /// <summary>True for the result of a call of this reply: it waits until the reply is whole.</summary>
    public bool Keeps(ToolResult result)
    {
        var mine = Calls.Exists(c => c.CallId == result.CallId);
        if (mine)
        {
            Results.Add(result);
        }

        return mine;
    }

    public void Add(JsonElement line, JsonElement message, DateTimeOffset? at)
    {
        ended = at ?? ended;
        Model ??= message.Text("model") is { } model && !model.StartsWith('<') ? model : null;
        Usage = Read(message.Get("usage")) ?? Usage;
        var content = message.Get("content")!.Value;
        if (content.ValueKind == JsonValueKind.String)
        {
            texts.Add(content.GetString()!);
        }

        foreach (var block in message.Items("content"))
        {
            Add(block, at);
        }

        error = line.Flag("isApiErrorMessage") ? string.Join('\n', texts) : error;
    }

    public StepDraft Step(string? agent, TokenUsage? tokens) => new(StepKind.Llm)
    {
        Name = agent,
        T0 = Began,
        T1 = ended,
        Model = Model,
        Tokens = tokens,
        Error = error,
        Output = texts.Count == 0 ? null : Payload.OfText(string.Join("\n\n", texts)),
        Replayable = Replayable.ReplyOnly,
    };

    /// <summary>Usage beyond what was counted before; null when nothing is new.</summary>
    public static TokenUsage? Less(TokenUsage? now, TokenUsage? before)
    {
        if (now is null || before is null)
        {
            return now;
        }

        var more = new TokenUsage(
            More(now.In, before.In), More(now.Out, before.Out), More(now.CacheRead, before.CacheRead), More(now.CacheWrite, before.CacheWrite));
        return more is { In: null or 0, Out: null or 0, CacheRead: null or 0, CacheWrite: null or 0 } ? null : more;

        static long? More(long? a, long? b) => a is null ? null : Math.Max(0, a.Value - (b ?? 0));
    }

    private void Add(JsonElement block, DateTimeOffset? at)
    {
        switch (block.Text("type"))
        {
            case "text":
                texts.Add(block.Text("text") ?? string.Empty);
                break;
            case "thinking":
                thinking.Append(thinking.Length == 0 ? string.Empty : "\n\n").Append(block.Text("thinking"));
                break;
            case "tool_use" when block.Text("id") is { } callId && Calls.TrueForAll(c => c.CallId != callId):
                Calls.Add(new PendingCall(callId, block.Text("name") ?? "unknown", SourceJson.Arguments(block.Get("input")), 0, at));
                break;
            case "tool_use":
                break;
            default:
                texts.Add(block.ValueKind == JsonValueKind.String ? block.GetString()! : Payload.OfRecorded(block).Text);
                break;
        }
    }

    // Input tokens are the uncached ones, those written to the cache and those read from it.
    private static TokenUsage? Read(JsonElement? usage)
    {
        if (usage is not { ValueKind: JsonValueKind.Object } u)
        {
            return null;
        }

        var (fresh, written, read) = (u.Count("input_tokens"), u.Count("cache_creation_input_tokens"), u.Count("cache_read_input_tokens"));
        return new TokenUsage(fresh is null ? null : fresh + (written ?? 0) + (read ?? 0), u.Count("output_tokens"), read, written);
    }
}
