using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>Who really speaks in a "user" line of Claude Code: a person, a hook, a command, a compaction or the parent agent.</summary>
internal static class ClaudeSpeech
{
    public static (StepKind Kind, string? Name) Classify(JsonElement line, string? text, string lane)
    {
        if (line.Flag("isCompactSummary"))
        {
            return (StepKind.Compaction, "compaction");
        }

        if (line.Flag("isMeta"))
        {
            return (StepKind.Note, "meta");
        }

        if (lane.Length > 0)
        {
            return (StepKind.Handoff, lane);
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

    /// <summary>The session a line names; a subagent's own file is a session of its own, under its parent's.</summary>
    public static string? SessionOf(JsonElement line) =>
        line.Text("type") is not ("user" or "assistant") || line.Text("sessionId") is not { } session ? null
        : line.Flag("isSidechain") && line.Text("agentId") is { } agent ? $"{session}/{agent}"
        : session;

    /// <summary>Bash reports its status in front of a failure's output, and none for success.</summary>
    public static int? ExitCode(string? tool, JsonElement line, Payload? result, bool isError)
    {
        if (tool != "Bash")
        {
            return null;
        }

        if (isError)
        {
            return result is { } r ? ShellText.ReportedExitCode(r.Text) : null;
        }

        return (line.Get("toolUseResult") ?? default) is { ValueKind: JsonValueKind.Object } outcome && !outcome.Flag("interrupted") ? 0 : null;
    }
}
