using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>A step before redaction and hashing, from a client or from an importer.</summary>
internal sealed record StepDraft(StepKind Kind)
{
    public int Seq { get; init; }
    public int? Parent { get; init; }
    public DateTimeOffset? T0 { get; init; }
    public DateTimeOffset? T1 { get; init; }
    public string? Name { get; init; }
    public string? Model { get; init; }
    public Payload? Input { get; init; }
    public Payload? Output { get; init; }
    public ToolDraft? Tool { get; init; }
    public TokenUsage? Tokens { get; init; }
    public decimal? Cost { get; init; }
    public string? Error { get; init; }
    public Replayable Replayable { get; init; }

    /// <summary>Characters of its payloads.</summary>
    public int Chars => (Output?.Text.Length ?? 0) + (Input?.Text.Length ?? 0) + (Tool?.Args?.Text.Length ?? 0) + (Tool?.Result?.Text.Length ?? 0);

    /// <summary>A model's reasoning beside its reply. A note, so that a reply's output is what was said.</summary>
    public static StepDraft Thinking(int reply, string text, DateTimeOffset? at) =>
        new(StepKind.Note) { Name = "thinking", Parent = reply, T0 = at, Output = Payload.OfText(text) };
}

internal sealed record ToolDraft(string CallId, string Name, Payload? Args, Payload? Result, bool IsError = false, int? ExitCode = null);
