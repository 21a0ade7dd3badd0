using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>Who really speaks in a "user" line of Claude Code: a person, a hook, a command, a compaction or the parent agent.</summary>
internal static class ClaudeSpeech
{
    public static (StepKind Kind, string? Name) Classify(JsonElement line, string? text, bool isSidechain)
    {
        if (line.Flag("isCompactSummary"))
        {
            return (StepKind.Compaction, "compaction");
        }

        if (line.Flag("isMeta"))
        {
            return (StepKind.Note, "meta");
        }

        if (isSidechain)
        {
            return (StepKind.Handoff, null);
        }

        return text?.TrimStart() switch
        {
            null => (StepKind.User, null),
            var t when t.StartsWith("Stop hook feedback:", StringComparison.Ordinal) => (StepKind.Note, "hook"),
            var t when t.StartsWith("[Request interrupted", StringComparison.Ordinal) => (StepKind.Note, "interrupted"),
            var t when t.StartsWith("Caveat: The messages below were generated", StringComparison.Ordinal) => (StepKind.Note, "caveat"),
            var t when t.StartsWith("<local-command-", StringComparison.Ordinal) => (StepKind.Note, "command_output"),
            var t when t.StartsWith("<bash-", StringComparison.Ordinal) => (StepKind.Note, "shell"),
            var t when t.StartsWith("<command-", StringComparison.Ordinal) => (StepKind.Note, "command"),
            var t when t.StartsWith("<task-notification>", StringComparison.Ordinal) => (StepKind.Note, "task_notification"),
            _ => (StepKind.User, null),
        };
    }

    /// <summary>A line that is neither said by anyone nor done by a tool.</summary>
    public static StepDraft Bookkeeping(JsonElement line, DateTimeOffset? at)
    {
        var (type, subtype) = (line.Text("type") ?? "unknown", line.Text("subtype"));
        return subtype == "compact_boundary"
            ? new StepDraft(StepKind.Compaction) { Name = subtype, T0 = at, Output = Payload.OfRecorded(line) }
            : new StepDraft(StepKind.Note) { Name = subtype is null ? type : $"{type}: {subtype}", T0 = at, Output = line.Content("summary") ?? Payload.OfRecorded(line) };
    }

    /// <summary>A line that says which agent a call started: the call's result, or word of its progress.</summary>
    public static void Subagent(JsonElement line, Dictionary<string, ChildRef> calls)
    {
        var told = line.Get("toolUseResult") ?? line.Get("data") ?? default;
        var call = line.Text("parentToolUseID") ?? (line.Get("message") ?? default).Items("content").FirstOrDefault(b => b.Text("type") == "tool_result").Text("tool_use_id");
        if (call is not null && told.Text("agentId") is { } agent && agent != line.Text("agentId") && line.Text("sessionId") is { } session)
        {
            calls[call] = new ChildRef($"{session}/{agent}", RunRelations.Subagent, null, call);
        }
    }
}
